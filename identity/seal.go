package identity

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
	"strings"
)

// seals are what the server's key is used for. Who has the database without the key can neither try codes nor read who asked.
type seals struct {
	mac  []byte
	aead cipher.AEAD
}

// KeyBytes is the least length of a server's key.
const KeyBytes = 32

// newSeals makes those of one purpose: what is sealed for one is worth nothing to another.
func newSeals(key []byte, purpose string) (*seals, error) {
	if len(key) < KeyBytes {
		return nil, fmt.Errorf("identity: a key of %d bytes, at least %d are needed", len(key), KeyBytes)
	}
	mac, err := hkdf.Key(sha256.New, key, nil, "alentour "+purpose+" mac", 32)
	if err != nil {
		return nil, err
	}
	seal, err := hkdf.Key(sha256.New, key, nil, "alentour "+purpose+" seal", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(seal)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return &seals{mac, aead}, err
}

// digest is HMAC-SHA-256 of parts, each with its length, so that no two lists of parts are the same bytes.
func (s *seals) digest(parts ...string) []byte {
	h := hmac.New(sha256.New, s.mac)
	var length [4]byte
	for _, part := range parts {
		binary.BigEndian.PutUint32(length[:], uint32(len(part)))
		h.Write(length[:])
		h.Write([]byte(part))
	}
	return h.Sum(nil)
}

func (s *seals) seal(plain []byte, about string) []byte {
	return s.aead.Seal(nil, nil, plain, []byte(about))
}

func (s *seals) open(sealed []byte, about string) ([]byte, error) {
	plain, err := s.aead.Open(nil, nil, sealed, []byte(about))
	if err != nil {
		return nil, errors.New("identity: sealed under another key")
	}
	return plain, nil
}

// Sealer seals what another room must keep and nobody may read from the database alone (AES-256-GCM). Its key is its own, made
// from the server's.
type Sealer struct{ *seals }

// NewSealer makes the sealer of one purpose, a room's name; a key is the server's, of at least KeyBytes.
func NewSealer(key []byte, purpose string) (Sealer, error) {
	s, err := newSeals(key, purpose)
	return Sealer{s}, err
}

// Seal gives what only Open with the same about opens: name the row there, so that nothing sealed can stand in another's place.
func (s Sealer) Seal(plain []byte, about string) []byte { return s.seal(plain, about) }

// Open gives the plain text back; an error when it was sealed under another key or about something else.
func (s Sealer) Open(sealed []byte, about string) ([]byte, error) { return s.open(sealed, about) }

// Digest says whether two lists of parts are the same, to nobody without the key (HMAC-SHA-256).
func (s Sealer) Digest(parts ...string) []byte { return s.digest(parts...) }

// tokenBytes is the length of a session's token: 256 bits.
const tokenBytes = 32

// newToken is a token as its owner keeps it, and as we do.
func newToken() (token string, digest [sha256.Size]byte) {
	var raw [tokenBytes]byte
	_, _ = rand.Read(raw[:]) // never fails (Go 1.24)
	return base64.RawURLEncoding.EncodeToString(raw[:]), sha256.Sum256(raw[:])
}

func tokenDigest(token string) (digest [sha256.Size]byte, ok bool) {
	var raw [tokenBytes]byte
	if len(token) != base64.RawURLEncoding.EncodedLen(tokenBytes) {
		return digest, false
	}
	if _, err := base64.RawURLEncoding.Strict().Decode(raw[:], []byte(token)); err != nil {
		return digest, false
	}
	return sha256.Sum256(raw[:]), true
}

// codeDigits is the length of a code by e-mail or SMS.
const codeDigits = 6

func newCode() string { return draw("0123456789", codeDigits) }

// printedAlphabet has no signs that look like another one on paper: no 0 O, 1 I L, 2 Z, 5 S, 8 B, U V.
const printedAlphabet = "ACDEFGHJKMNPQRTWXY34679"

// printedSigns makes a printed code worth 54 bits: it may lie in a pocket for weeks.
const printedSigns = 12

func newPrintedCode() string {
	code := draw(printedAlphabet, printedSigns)
	return code[:4] + "-" + code[4:8] + "-" + code[8:]
}

// plainCode is a code without what people put between its signs.
func plainCode(text string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -.\t\u00a0\u202f", r) {
			return -1
		}
		return r
	}, strings.ToUpper(text))
}

func draw(alphabet string, n int) string {
	var b strings.Builder
	for range n {
		i, _ := rand.Int(rand.Reader, big.NewInt(int64(len(alphabet)))) // never fails (Go 1.24)
		b.WriteByte(alphabet[i.Int64()])
	}
	return b.String()
}
