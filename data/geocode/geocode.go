// Package geocode asks an address service where an address is.
//
//	"12 rue des Abeilles" ──Search──▶ GET {base}/search?q=…   ──GeocodeJSON──▶ addresses, best first
//
// The service is the French national one (https://data.geopf.fr/geocodage), or an addok of one's own, which answers the same.
// Positions are degrees longitude first. What is asked is personal: it stands in no error, and nothing here logs or keeps it.
//
// Not here: which city an address is in, and what is kept of it (directory: a public cell, never the point).
package geocode

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/paulmach/orb"

	"github.com/alentour/alentour/geo"
)

// Bounds of a question and its answer.
const (
	MaxTextLength  = 200             // characters; the service takes as many
	answerWithin   = 3 * time.Second // then a person chooses their quartier from the list
	maxAnswerBytes = 256 << 10
	maxAddresses   = 20
)

// ErrAway says that the service does not answer, or not in time, or something else than it should.
var ErrAway = errors.New("geocode: the address service does not answer")

// Client asks one service. Any number of goroutines may use it.
type Client struct {
	base string
	http *http.Client
}

// Address is one that the service knows.
type Address struct {
	Label string // as it is written on a letter: "12 Rue des Abeilles 13001 Marseille"
	Point orb.Point
}

// New asks the service at an address such as https://data.geopf.fr/geocodage.
func New(base string) (*Client, error) {
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("geocoder: %q is not an address such as https://data.geopf.fr/geocodage", base)
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse } // an address is told to nobody else
	return &Client{strings.TrimSuffix(base, "/"), &http.Client{Timeout: answerWithin, CheckRedirect: stay}}, nil
}

// Search gives addresses that are written like text, best first; those near a point come before others. Empty when there are none.
// Errors: [ErrAway], and the context's.
func (c *Client) Search(ctx context.Context, text string, near orb.Point) ([]Address, error) {
	if text = strings.TrimSpace(text); len(text) < 3 || utf8.RuneCountInString(text) > MaxTextLength {
		return nil, nil // the service refuses it
	}
	query := position(near)
	query.Set("q", text)
	query.Set("limit", strconv.Itoa(maxAddresses))
	query.Set("autocomplete", "0")
	return c.ask(ctx, "/search", query)
}

func position(p orb.Point) url.Values {
	degrees := func(d float64) string { return strconv.FormatFloat(d, 'f', 6, 64) }
	return url.Values{"lon": {degrees(p.Lon())}, "lat": {degrees(p.Lat())}}
}

// answer is what we read of GeocodeJSON (https://github.com/geocoders/geocodejson-spec).
type answer struct {
	Features []struct {
		Geometry struct {
			Coordinates []float64 `json:"coordinates"`
		} `json:"geometry"`
		Properties struct {
			Label string `json:"label"`
		} `json:"properties"`
	} `json:"features"`
}

func (c *Client) ask(ctx context.Context, path string, query url.Values) ([]Address, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path+"?"+query.Encode(), nil)
	if err != nil {
		return nil, ErrAway
	}
	request.Header.Set("User-Agent", "Alentour")
	response, err := c.http.Do(request)
	if err != nil {
		return nil, away(ctx, err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%w: status %d", ErrAway, response.StatusCode)
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswerBytes+1))
	if err != nil {
		return nil, away(ctx, err)
	}
	var said answer
	if len(body) > maxAnswerBytes || json.Unmarshal(body, &said) != nil {
		return nil, fmt.Errorf("%w: its answer is not GeocodeJSON of up to %d bytes", ErrAway, maxAnswerBytes)
	}
	var found []Address
	for _, f := range said.Features[:min(len(said.Features), maxAddresses)] {
		at := f.Geometry.Coordinates
		if len(at) < 2 || geo.CheckPoint(orb.Point{at[0], at[1]}) != nil || f.Properties.Label == "" {
			continue
		}
		found = append(found, Address{clip(f.Properties.Label), orb.Point{at[0], at[1]}})
	}
	return found, nil
}

// away keeps the reason without the address that was asked for, which stands in the error of a request.
func away(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if of, ok := errors.AsType[*url.Error](err); ok {
		err = of.Err
	}
	return fmt.Errorf("%w: %w", ErrAway, err)
}

// clip bounds a label to what a line holds.
func clip(label string) string {
	runes := []rune(label)
	return string(runes[:min(len(runes), MaxTextLength)])
}
