package identity

import (
	"context"
	"net/netip"
	"strconv"
	"time"
)

// Rate allows Burst at once, and one more each Every after that.
type Rate struct {
	Burst int
	Every time.Duration
}

// Limits of sign-in. A network is an IPv4 /24 or an IPv6 /48: many people share one, in a shelter as in a library.
type Limits struct {
	CodesPerEmail   Rate // 5 at once, then one each 12 min
	CodesPerPhone   Rate // 3 at once, then one each 20 min: each costs money
	CodesPerNetwork Rate // 30 at once, then one each minute
	TriesPerContact Rate // 10 at once, then one each 6 min
	TriesPerNetwork Rate // 60 at once, then one each 20 s
}

func (l Limits) withDefaults() Limits {
	or := func(r *Rate, burst int, every time.Duration) {
		if *r == (Rate{}) {
			*r = Rate{burst, every}
		}
	}
	or(&l.CodesPerEmail, 5, 12*time.Minute)
	or(&l.CodesPerPhone, 3, 20*time.Minute)
	or(&l.CodesPerNetwork, 30, time.Minute)
	or(&l.TriesPerContact, 10, 6*time.Minute)
	or(&l.TriesPerNetwork, 60, 20*time.Second)
	return l
}

// network is the part of an address that counts; addresses that are not known count together.
func network(addr netip.Addr) string {
	addr = addr.Unmap().WithZone("")
	bits := 48
	switch {
	case !addr.IsValid():
		return "unknown"
	case addr.Is4():
		bits = 24
	}
	return netip.PrefixFrom(addr, bits).Masked().String()
}

// Allow counts one act of a kind, of another room, against a network. Errors: TooMany with when to come back.
func (d *Desk) Allow(ctx context.Context, kind string, from netip.Addr, r Rate) error {
	return d.limit(ctx, kind, network(from), r)
}

// AllowAccount counts it against an account.
func (d *Desk) AllowAccount(ctx context.Context, kind string, account int64, r Rate) error {
	return d.limit(ctx, kind, strconv.FormatInt(account, 10), r)
}

// limit counts one act against a key by the generic cell rate algorithm (ITU-T I.371): the theoretical arrival time tat moves
// on by Every with each act allowed, and may run ahead of the clock by Burst times that. Refused acts cost nothing.
func (d *Desk) limit(ctx context.Context, kind, key string, r Rate) error {
	now := d.now()
	var tat time.Time
	var allowed bool
	// The row is written even when it refuses, so that one statement says both whether and when: no other act comes between.
	err := d.pool.QueryRow(ctx, `
		insert into limits as l (key, tat, allowed)
		-- nobody waits for the disk: a crash forgets at most the last moments' counts
		select @key::bytea, @now::timestamptz + @every::interval, true from (select set_config('synchronous_commit', 'off', true)) as now
		on conflict (key) do update set (tat, allowed) = (
			select case when ok then next else l.tat end, ok
			from (select greatest(l.tat, @now) + @every as next, greatest(l.tat, @now) + @every <= @now + @ahead::interval as ok) as step)
		returning tat, allowed`,
		named{"key": d.seals.digest("limit", kind, key), "now": now, "every": r.Every, "ahead": time.Duration(r.Burst) * r.Every},
	).Scan(&tat, &allowed)
	if err != nil {
		return failed(err)
	}
	if !allowed {
		wait := tat.Add(r.Every).Sub(now.Add(time.Duration(r.Burst) * r.Every))
		return &Error{Code: TooMany, RetryAfter: (wait + time.Second - 1).Truncate(time.Second)}
	}
	return nil
}
