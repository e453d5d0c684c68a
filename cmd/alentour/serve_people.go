package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/notify"
)

// peopleFlags say how people sign in.
type peopleFlags struct {
	KeyFile         string `help:"File with this service's secret key; made where there is none. Every node needs the same. Default: secret.key in the data directory." placeholder:"FILE" type:"path"`
	NetworkSignIns  int    `help:"Codes that one network may ask for at once, renewed within half an hour: a library or a shelter is one network." default:"30"`
	InsecureCookies bool   `help:"With --dev: sessions also without TLS, to try from a telephone on the local network."`
}

// checkCookies keeps sessions from travelling in the clear by accident.
func (f *peopleFlags) checkCookies(dev bool) error {
	if f.InsecureCookies && !dev {
		return errors.New("--insecure-cookies is for a trial on a local network: say --dev too")
	}
	return nil
}

// limits of sign-in: twice as many tries as codes. The demo's accounts are everybody's who tries it, and nothing is sent.
func (s *server) limits() identity.Limits {
	n := max(s.NetworkSignIns, 1)
	l := identity.Limits{
		CodesPerNetwork: identity.Rate{Burst: n, Every: 30 * time.Minute / time.Duration(n)},
		TriesPerNetwork: identity.Rate{Burst: 2 * n, Every: 20 * time.Minute / time.Duration(2*n)},
	}
	if s.Demo && s.Dev {
		wide := identity.Rate{Burst: 1000, Every: time.Second}
		l = identity.Limits{CodesPerEmail: wide, CodesPerPhone: wide, CodesPerNetwork: wide, TriesPerContact: wide, TriesPerNetwork: wide}
	}
	return l
}

// readKey reads the key, or makes one that only we can read.
func (a *app) readKey(path string) ([]byte, error) {
	if path == "" {
		path = filepath.Join(a.db.DataDir, "secret.key")
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return a.makeKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("key: %w", err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) < identity.KeyBytes {
		return nil, fmt.Errorf("key: %s does not hold at least %d bytes in hexadecimal digits", path, identity.KeyBytes)
	}
	return key, nil
}

// makeKey writes a new key. Of two processes that make one at once, the second reads the first's.
func (a *app) makeKey(path string) ([]byte, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fmt.Errorf("key: %w", err)
	}
	var key [identity.KeyBytes]byte
	_, _ = rand.Read(key[:]) // never fails (Go 1.24)
	draft, err := os.CreateTemp(filepath.Dir(path), ".secret-*")
	if err != nil {
		return nil, fmt.Errorf("key: %w", err)
	}
	defer os.Remove(draft.Name())
	_, err = fmt.Fprintln(draft, hex.EncodeToString(key[:]))
	if err = errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return nil, fmt.Errorf("key: %w", err)
	}
	if err := os.Link(draft.Name(), path); errors.Is(err, fs.ErrExist) {
		return a.readKey(path)
	} else if err != nil {
		return nil, fmt.Errorf("key: %w", err)
	}
	return key[:], nil
}

// desk makes one for a command that sends nothing.
func (a *app) desk(pool *pgxpool.Pool, keyFile string) (*identity.Desk, error) {
	key, err := a.readKey(keyFile)
	if err != nil {
		return nil, err
	}
	send := func(context.Context, identity.Message) error { return errors.New("a command sends nothing") }
	return identity.NewDesk(pool, identity.Config{Key: key, Send: send, Log: a.log})
}

// openDesk makes the desk of this node.
func (s *server) openDesk(pool *pgxpool.Pool) (*identity.Desk, error) {
	return identity.NewDesk(pool, identity.Config{
		Key: s.key, Send: s.sendCodes(pool), Within: s.within, Now: s.now, Log: s.log, Lag: s.lag, Poke: s.pokeFollower, Tell: notify.Tell,
		Limits:  s.limits(),
		Holders: append(s.rooms.Load().holders(), s.office, heldByModerators{s}), Home: s.rooms.Load().members.District,
	})
}

// pokeFollower tells this node's copies of a commit of its own.
func (s *server) pokeFollower() {
	if f := s.follower.Load(); f != nil {
		f.Poke()
	}
}

// sessions is how requests say who asks, once there is a desk.
func (s *server) sessions() *edge.Sessions {
	return &edge.Sessions{
		Insecure: s.InsecureCookies,
		Check: func(ctx context.Context, token string) (*identity.Viewer, error) {
			if desk := s.desk.Load(); desk != nil {
				return desk.Check(ctx, token)
			}
			return nil, &identity.Error{Code: identity.Unavailable}
		},
		Rotate: func(ctx context.Context, v *identity.Viewer) (string, error) { return s.desk.Load().Rotate(ctx, v) },
	}
}

// within says whether a district is another, or lies in it.
func (s *server) within(district, root int64) bool { return slices.Contains(s.chain(district), root) }

// position is where the writes of this node stand: every write that has ended is seen by whoever sees this one.
func position(pool *pgxpool.Pool) func(context.Context) (string, error) {
	return func(ctx context.Context) (text string, err error) {
		err = pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
			p, err := feed.Current(ctx, tx)
			text = p.String()
			return err
		})
		return text, err
	}
}
