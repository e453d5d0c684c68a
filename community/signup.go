package community

import (
	"context"
	"errors"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/identity"
)

// Joining is what somebody says who comes to a date.
type Joining struct {
	With   []string       // first names of those they bring, at most MaxCompany
	Name   string         // a first name for the hosts' list, of who has no profile; may be empty
	Invite string         // the token of somebody's invitation (InviteLink); may be empty
	Remind *time.Duration // before it begins; nil = a day, 0 = not at all
}

// SignUp is one person's place on one date, as they see it.
type SignUp struct {
	ID       uuid.UUID
	Event    uuid.UUID
	Title    string
	Zone     *time.Location // of the event
	Original time.Time
	Start    time.Time
	End      time.Time
	Off      bool // the date is cancelled, or not held any more
	State    SignUpState
	With     []string // first names
	InLine   int      // of who waits: 1 = the next
	Seats    int      // of who is offered some: how many
	Until    time.Time
	Remind   time.Duration
	Series   bool   // they come to every date
	Ticket   bool   // by a partner's invitation
	Reason   string // why it is cancelled: "left", "lapsed", …
	Came     *bool  // nil = nobody said

	num, event, account int64
	key                 string
	ticket, with        int64
	seats               int
	turn                int64
}

const (
	remindDefault = 24 * time.Hour
	remindLongest = 7 * 24 * time.Hour
	maxFirstName  = 40
)

// check refuses what cannot be and makes names tidy.
func (j *Joining) check() error {
	j.With = slices.Clone(j.With)
	for i := range j.With {
		if err := firstName("with", &j.With[i]); err != nil {
			return err
		}
	}
	j.With = slices.DeleteFunc(j.With, func(name string) bool { return name == "" })
	if len(j.With) > MaxCompany {
		return invalid("with", "at most %d people", MaxCompany)
	}
	if j.Remind != nil && (*j.Remind < 0 || *j.Remind > remindLongest || *j.Remind%time.Minute != 0) {
		return invalid("remind", "%v is not in 0–%v, in minutes", *j.Remind, remindLongest)
	}
	return firstName("name", &j.Name)
}

func firstName(param string, name *string) error {
	if err := tidy(param, name, maxFirstName, false); err != nil {
		return err
	}
	digits := 0
	for _, r := range *name {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '@' || r == '/':
			digits = utf8.RuneCountInString(*name)
		}
	}
	if digits > 4 {
		return invalid(param, "a first name, no telephone number or address")
	}
	return nil
}

func (j *Joining) remindMin() int {
	if j.Remind == nil {
		return int(remindDefault / time.Minute)
	}
	return int(*j.Remind / time.Minute)
}

// SignUp lets the viewer come to a date of an event, or to every date where original is nil: then what is given is the next one. They go
// while there is room, and else stand in line. Somebody who comes already changes whom they bring and when they are reminded; clientKey,
// 8 to 80 bytes, is made by whoever sends, and sent again gives what there is. Errors: NotFound for what is not held or not shown,
// BadValue once it is over or called off, [*directory.Invalid], which names "with" when there are not enough seats to bring more.
func (r *Room) SignUp(ctx context.Context, v *identity.Viewer, event uuid.UUID, original *time.Time, j Joining, clientKey string) (s SignUp, err error) {
	if err := v.Must(identity.JoinEvents, v.Own()); err != nil {
		return s, err
	}
	if err := j.check(); err != nil {
		return s, err
	}
	if len(clientKey) < 8 || len(clientKey) > 80 {
		return s, invalid("client_key", "not 8 to 80 bytes")
	}
	if original == nil {
		return r.joinSeries(ctx, v, event, j, clientKey)
	}
	s, err = r.joinOne(ctx, v, event, *original, &j, clientKey)
	if err != nil {
		return SignUp{}, err
	}
	r.Wake()
	return s, nil
}

// join writes somebody down for a date that this transaction holds.
func (r *Room) join(ctx context.Context, tx pgx.Tx, d *seated, account int64, j *Joining, key string) (s SignUp, err error) {
	if j.Invite != "" {
		if s, err := r.joinInvited(ctx, tx, d, account, j, key); err != nil || s.num != 0 {
			return s, err
		}
	}
	before := *d
	w := writing{account: account, key: key, name: j.Name, company: j.With, remindMin: j.remindMin()}
	w.party(d, d.Join(1+len(j.With)))
	s, err = r.insert(ctx, tx, d, &w)
	if errors.Is(err, pgx.ErrNoRows) { // they have been here before
		*d = before
		return r.rejoin(ctx, tx, d, account, j, key)
	}
	return s, err
}

// rejoin changes what somebody has said before.
func (r *Room) rejoin(ctx context.Context, tx pgx.Tx, d *seated, account int64, j *Joining, key string) (s SignUp, err error) {
	s, err = oneSignUp(ctx, tx, selectSignUp+`where (s.event_id, s.original, s.account_id) = ($1, $2, $3)`, d.event, d.original, account)
	if errors.Is(err, &identity.Error{Code: identity.NotFound}) {
		return s, identity.Refuse(identity.NoSession, "") // the account is erased: its row was not written
	}
	if err != nil || s.key == key {
		return s, err
	}
	s.key, s.Remind = key, time.Duration(j.remindMin())*time.Minute
	party := 1 + len(j.With)
	switch s.State {
	case SignUpCancelled:
		d.turn++
		s.State, s.Reason, s.turn, s.Series, s.seats = d.Join(party), "", d.turn, false, 0
		if s.State == SignUpGoing {
			s.seats = party
		}
	case SignUpGoing:
		if s.ticket != 0 && party > 1 {
			return s, invalid("with", "a partner's invitation is for one")
		}
		seats, ok := d.Resize(s.State, s.seats, party)
		if !ok {
			return s, invalid("with", "there are not enough seats")
		}
		s.seats = seats
	case SignUpOffered:
		if party > s.seats {
			return s, invalid("with", "%d seats are offered", s.seats)
		}
	}
	s.With = j.With
	if err := r.saveSignUp(ctx, tx, d, &s, j.Name); err != nil {
		return s, err
	}
	if err := r.pass(ctx, tx, d); err != nil {
		return s, err
	}
	if err := r.saveSeats(ctx, tx, d); err != nil {
		return s, err
	}
	return s, r.inLine(ctx, tx, &s)
}

// Leave takes the viewer off a date: the seat is offered to the next in line. Asked again it changes nothing. Errors: NotFound for
// somebody else's, BadValue once the date is over.
func (r *Room) Leave(ctx context.Context, v *identity.Viewer, signUp uuid.UUID) (SignUp, error) {
	return r.onOwnSignUp(ctx, v, signUp, func(tx pgx.Tx, d *seated, s *SignUp) error {
		if s.State == SignUpCancelled {
			return nil
		}
		return r.cancelSignUp(ctx, tx, d, s, "left")
	})
}

// cancelSignUp takes somebody off a date that this transaction holds, and passes on what they had.
func (r *Room) cancelSignUp(ctx context.Context, tx pgx.Tx, d *seated, s *SignUp, reason string) error {
	ticket := s.ticket
	d.Release(s.State, s.seats)
	s.State, s.Reason, s.seats, s.Seats, s.Until, s.ticket = SignUpCancelled, reason, 0, 0, time.Time{}, 0
	if err := r.saveSignUp(ctx, tx, d, s, ""); err != nil {
		return err
	}
	if ticket != 0 {
		if err := r.returnTicket(ctx, tx, d, ticket); err != nil {
			return err
		}
	}
	if err := r.pass(ctx, tx, d); err != nil {
		return err
	}
	return r.saveSeats(ctx, tx, d)
}

// Confirm takes the seats that are offered to the viewer; of those they bring, as many as there are seats for. Asked again it changes
// nothing. Errors: NotFound for somebody else's, BadValue for what is not offered, or not any more.
func (r *Room) Confirm(ctx context.Context, v *identity.Viewer, signUp uuid.UUID) (SignUp, error) {
	return r.onOwnSignUp(ctx, v, signUp, func(tx pgx.Tx, d *seated, s *SignUp) error {
		switch {
		case s.State == SignUpGoing:
			return nil
		case d.off:
			return errOff()
		case s.State != SignUpOffered || !s.Until.After(r.now()):
			return identity.Refuse(identity.BadValue, "no seat is offered any more")
		}
		s.State, s.Until, s.Seats = SignUpGoing, time.Time{}, 0
		s.With = s.With[:min(len(s.With), s.seats-1)]
		if rest := s.seats - 1 - len(s.With); rest > 0 { // they said meanwhile that they bring fewer
			s.seats -= rest
			d.Taken -= rest
		}
		if err := r.saveSignUp(ctx, tx, d, s, ""); err != nil {
			return err
		}
		if err := r.pass(ctx, tx, d); err != nil {
			return err
		}
		return r.saveSeats(ctx, tx, d)
	})
}

// onOwnSignUp does something with a sign-up of the viewer, whose date it holds.
func (r *Room) onOwnSignUp(ctx context.Context, v *identity.Viewer, id uuid.UUID, do func(pgx.Tx, *seated, *SignUp) error) (s SignUp, err error) {
	if err := v.Must(identity.JoinEvents, v.Own()); err != nil {
		return s, err
	}
	const own = selectSignUp + `where s.uid = $1 and s.account_id = $2`
	err = r.inTx(ctx, func(tx pgx.Tx) error {
		d, err := r.lockOf(ctx, tx, own, id, v.Account.Num)
		if err != nil {
			return err
		}
		if s, err = oneSignUp(ctx, tx, own, id, v.Account.Num); err != nil {
			return err
		}
		if !d.ends.After(r.now()) {
			return identity.Refuse(identity.BadValue, "it is over")
		}
		return do(tx, d, &s)
	})
	if err != nil {
		return SignUp{}, err
	}
	r.Wake()
	return s, nil
}

// Own lists where the viewer goes, waits or is offered a seat, and what they left: what is not over first and by its beginning, then the
// last that were; at most 200.
func (r *Room) Own(ctx context.Context, v *identity.Viewer) (list []SignUp, err error) {
	if err := v.Must(identity.JoinEvents, v.Own()); err != nil {
		return nil, err
	}
	err = r.read(ctx, func(tx pgx.Tx) error {
		list, err = manySignUps(ctx, tx, selectSignUp+`where s.account_id = @account
			order by d.ends_at <= @now, case when d.ends_at <= @now then -extract(epoch from d.starts_at) else extract(epoch from d.starts_at) end, s.id
			limit 200`, named{"account": v.Account.Num, "now": r.now()})
		for i := range list {
			if err == nil {
				err = r.inLine(ctx, tx, &list[i])
			}
		}
		return err
	})
	return list, err
}

// OwnOn is the viewer's sign-up for one date; NotFound where there is none.
func (r *Room) OwnOn(ctx context.Context, v *identity.Viewer, event uuid.UUID, original time.Time) (s SignUp, err error) {
	if err := v.Must(identity.JoinEvents, v.Own()); err != nil {
		return s, err
	}
	err = r.read(ctx, func(tx pgx.Tx) error {
		s, err = oneSignUp(ctx, tx, selectSignUp+`where e.uid = $1 and s.original = $2 and s.account_id = $3`, event, original, v.Account.Num)
		if err != nil {
			return err
		}
		return r.inLine(ctx, tx, &s)
	})
	return s, err
}

// isComing says whether somebody goes to a date, and so is told what is sealed of it.
func (r *Room) isComing(ctx context.Context, tx pgx.Tx, event int64, original time.Time, account int64) (yes bool, err error) {
	err = tx.QueryRow(ctx, `select exists (select from sign_ups where (event_id, original, account_id) = ($1, $2, $3) and state = 'going')`,
		event, original, account).Scan(&yes)
	return yes, err
}

func errOff() error { return identity.Refuse(identity.BadValue, "it is called off") }
