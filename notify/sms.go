package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/alentour/alentour/identity"
)

// TextsConfig says how SMS leave. All fields but Now and Client are needed.
type TextsConfig struct {
	URL     string // of the gateway; https, but for one on the same machine
	Key     []byte // shared with the gateway
	Monthly int64  // ceiling, all nodes together
	Pool    *pgxpool.Pool
	Now     func() time.Time // time.Now
	Client  *http.Client     // one that waits 15 s
}

// Texts sends letters as SMS, through a gateway that speaks HTTP:
//
//	POST URL
//	Content-Type: application/json
//	Idempotency-Key: the letter's id, the same at every try
//	Alentour-Timestamp: seconds since 1970
//	Alentour-Signature: hex of HMAC-SHA-256, under the key, of: timestamp "." id "." body
//
//	{"to": "+33612345678", "text": "Alentour : …"}
//
// 2xx means taken; 400, 404, 410 and 422 mean never; everything else means again later. Its errors name no number.
type Texts struct{ TextsConfig }

// NewTexts checks a configuration.
func NewTexts(c TextsConfig) (*Texts, error) {
	u, err := url.Parse(c.URL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Hostname() != "localhost" && u.Hostname() != "127.0.0.1" {
		return nil, fmt.Errorf("sms: the gateway's URL must be https")
	}
	if len(c.Key) < 32 {
		return nil, fmt.Errorf("sms: a key of %d bytes, at least 32 are needed", len(c.Key))
	}
	if c.Monthly < 1 {
		return nil, fmt.Errorf("sms: a monthly ceiling of %d", c.Monthly)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Client == nil {
		c.Client = &http.Client{
			Timeout:       15 * time.Second,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	}
	return &Texts{c}, nil
}

// Send hands one SMS over, when the month's ceiling allows it.
func (s *Texts) Send(ctx context.Context, l Letter) error {
	if err := s.count(ctx, l.ID); err != nil {
		return err
	}
	body, err := json.Marshal(map[string]string{"to": l.To.Address, "text": l.Text})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL, bytes.NewReader(body))
	if err != nil {
		return err
	}
	at := strconv.FormatInt(s.Now().Unix(), 10)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", l.ID.String())
	req.Header.Set("Alentour-Timestamp", at)
	req.Header.Set("Alentour-Signature", hex.EncodeToString(sign(s.Key, at, l.ID.String(), body)))
	res, err := s.Client.Do(req)
	if err != nil {
		return fmt.Errorf("sms: the gateway is not to be had: %w", err)
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10)) // so that the connection can be used again
	switch {
	case res.StatusCode < 300:
		return nil
	case res.StatusCode == 400 || res.StatusCode == 404 || res.StatusCode == 410 || res.StatusCode == 422:
		return &Refused{fmt.Sprintf("the gateway answered %d", res.StatusCode)}
	}
	return fmt.Errorf("sms: the gateway answered %d", res.StatusCode)
}

func sign(key []byte, at, id string, body []byte) []byte {
	h := hmac.New(sha256.New, key)
	fmt.Fprintf(h, "%s.%s.%s", at, id, body)
	return h.Sum(nil)
}

// count takes one of the month's SMS, before it is handed over: a ceiling is one. A second try of the same takes none.
func (s *Texts) count(ctx context.Context, id uuid.UUID) error {
	now := s.Now()
	month := monthOf(now)
	return pgx.BeginFunc(ctx, s.Pool, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `insert into sms_counted (uid, at) values ($1, $2) on conflict do nothing`, id, now)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		tag, err = tx.Exec(ctx, `
			insert into sms_months as m (month, sent) values ($1, 1)
			on conflict (month) do update set sent = m.sent + 1 where m.sent < $2`, month, s.Monthly)
		if err == nil && tag.RowsAffected() == 0 {
			err = fmt.Errorf("sms: the ceiling of %d this month is reached", s.Monthly)
		}
		return err
	})
}

// Sent says how much leaves, for staff.
type Sent struct {
	SMSThisMonth, SMSLastMonth int64
	SMSMonthly                 int64 // ceiling; 0 = no gateway that counts
	Waiting                    int64 // letters that are due and have not left
}

// Sending is what left by SMS and what waits to leave.
func (o *Office) Sending(ctx context.Context, v *identity.Viewer) (s Sent, err error) {
	if !v.Could(identity.Announce) {
		return s, v.Must(identity.Announce, identity.Scope{})
	}
	if texts, ok := o.SMS.(*Texts); ok {
		s.SMSMonthly = texts.Monthly
	}
	month := monthOf(o.now())
	err = o.Pool.QueryRow(ctx, `
		select coalesce(sum(sent) filter (where month = $1), 0)::bigint, coalesce(sum(sent) filter (where month = $2), 0)::bigint,
			(select count(*) from parcels where over is null)
		from sms_months`, month, month.AddDate(0, -1, 0)).Scan(&s.SMSThisMonth, &s.SMSLastMonth, &s.Waiting)
	return s, err
}

func monthOf(at time.Time) time.Time {
	at = at.UTC()
	return time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC)
}
