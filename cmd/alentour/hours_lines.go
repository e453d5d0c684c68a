package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/alentour/alentour/directory/hours"
)

// Bounds of the questions that programs ask.
const (
	maxLineBytes    = 1 << 20
	maxWindowYears  = 100
	maxCalendarsHad = 1000 // of different zones and regions, before they are forgotten
)

// hoursQuestion is one line of input. Instants are RFC 3339 with an offset.
type hoursQuestion struct {
	OH     string    `json:"oh"`
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	TZ     *string   `json:"tz"`     // absent: --tz
	Region *string   `json:"region"` // absent: --region
}

// hoursAnswer is one line of output.
type hoursAnswer struct {
	Intervals [][4]any `json:"intervals"` // from, to, "open" or "unknown", comment or null
	Error     *string  `json:"error"`
}

// hoursLines answers line by line, whatever the lines say: as many lines go out as come in.
type hoursLines struct {
	tables       []hours.Table
	zone, region string // where a line does not say
	calendars    map[[2]string]*hours.Calendar
}

// run reads in to its end. What is answered goes out as soon as in pauses.
func (h *hoursLines) run(in io.Reader, out io.Writer) error {
	h.calendars = map[[2]string]*hours.Calendar{}
	lines := bufio.NewReaderSize(in, maxLineBytes)
	answers := bufio.NewWriter(out)
	encoder := json.NewEncoder(answers)
	encoder.SetEscapeHTML(false)
	for {
		line, err := nextLine(lines)
		if errors.Is(err, io.EOF) {
			return answers.Flush()
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
		answer := hoursAnswer{Intervals: [][4]any{}}
		if err == nil {
			answer.Intervals, err = h.answer(line)
		} else {
			err = fmt.Errorf("line longer than %d bytes", maxLineBytes)
		}
		if err != nil {
			reason := err.Error()
			answer = hoursAnswer{[][4]any{}, &reason}
		}
		if err := encoder.Encode(answer); err != nil {
			return err
		}
		if lines.Buffered() == 0 {
			if err := answers.Flush(); err != nil {
				return err
			}
		}
	}
}

// nextLine is the next line; of one too long only the fault, ErrBufferFull.
func nextLine(lines *bufio.Reader) ([]byte, error) {
	line, fault := lines.ReadSlice('\n')
	for err := fault; errors.Is(err, bufio.ErrBufferFull); {
		_, err = lines.ReadSlice('\n')
	}
	if errors.Is(fault, io.EOF) && len(line) > 0 {
		fault = nil // the last line needs no newline
	}
	return line, fault
}

func (h *hoursLines) answer(line []byte) ([][4]any, error) {
	var q hoursQuestion
	if err := json.Unmarshal(line, &q); err != nil {
		return nil, fmt.Errorf("line %.40q: %w", bytes.TrimSpace(line), err)
	}
	switch {
	case strings.TrimSpace(q.OH) == "":
		return nil, errors.New("oh is empty")
	case q.From.IsZero() || q.To.IsZero():
		return nil, errors.New("from and to are needed")
	case q.From.After(q.To):
		return nil, fmt.Errorf("from %s is after to %s", q.From.Format(time.RFC3339), q.To.Format(time.RFC3339))
	case q.To.After(q.From.AddDate(maxWindowYears, 0, 0)):
		return nil, fmt.Errorf("from %s to %s is longer than %d years", q.From.Format(time.RFC3339), q.To.Format(time.RFC3339), maxWindowYears)
	}
	calendar, err := h.calendar(q.TZ, q.Region)
	if err != nil {
		return nil, err
	}
	schedule := hours.Compile(q.OH, calendar)
	if err := schedule.Err(); err != nil {
		return nil, err
	}
	found := schedule.Intervals(q.From, q.To)
	intervals := make([][4]any, len(found))
	for i, one := range found {
		intervals[i] = [4]any{one.From.Format(time.RFC3339Nano), one.To.Format(time.RFC3339Nano), one.State.String(), orNull(one.Comment)}
	}
	return intervals, nil
}

// calendar of a zone and region, made once.
func (h *hoursLines) calendar(zone, region *string) (*hours.Calendar, error) {
	key := [2]string{h.zone, h.region}
	if zone != nil {
		key[0] = *zone
	}
	if region != nil {
		key[1] = *region
	}
	if c, ok := h.calendars[key]; ok {
		return c, nil
	}
	c, err := newCalendar(key[0], key[1], h.tables)
	if err != nil {
		return nil, err
	}
	if len(h.calendars) == maxCalendarsHad {
		clear(h.calendars)
	}
	h.calendars[key] = c
	return c, nil
}

// orNull makes the empty text null.
func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
