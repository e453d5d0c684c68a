package matching

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

const (
	lookEvery   = time.Second
	armEvery    = 15 * time.Second // what has no next wave gets one
	dispatchers = 4                // of one node
	dueAtOnce   = 64
)

// Run dispatches what is due until ctx ends: at once when this node was woken by a commit of its own, within a second otherwise.
// Every node runs one; who has locked a request does its step, the others pass it by.
func (r *Room) Run(ctx context.Context) error {
	look, arm := time.NewTicker(lookEvery), time.NewTicker(armEvery)
	defer look.Stop()
	defer arm.Stop()
	warn := func(what string, err error) {
		if err != nil && ctx.Err() == nil {
			r.cfg.Log.Warn("matching: trying again", "what", what, "error", err)
		}
	}
	warn("arming", r.Arm(ctx))
	for ctx.Err() == nil {
		_, err := r.DispatchDue(ctx)
		warn("dispatching", err)
		select {
		case <-ctx.Done():
		case <-r.due:
		case <-look.C:
			warn("arrivals", r.Arrivals(ctx))
		case <-arm.C:
			warn("arming", r.Arm(ctx))
			warn("sweeping", r.Sweep(ctx))
			warn("separating", r.Separate(ctx))
		}
	}
	return nil
}

// Wake says that something may be due now; Run finds it within a second anyway.
func (r *Room) Wake() {
	select {
	case r.due <- struct{}{}:
	default: // it is awake
	}
}

const readDue = `select id from requests where next_wave_at <= @now order by next_wave_at limit @most`

// DispatchDue does every step that is due at this instant, and says how many. A request that another node is at is left to it; one
// that fails is tried again later, and keeps no other.
func (r *Room) DispatchDue(ctx context.Context) (done int, failure error) {
	for {
		rows, err := r.cfg.Pool.Query(ctx, readDue, named{"now": r.now(), "most": dueAtOnce})
		if err != nil {
			return done, failed(err)
		}
		nums, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil || len(nums) == 0 {
			return done, errors.Join(failure, failed(err))
		}
		n, err := r.dispatchAll(ctx, nums)
		done += n
		if err != nil {
			failure = err
		}
		if n == 0 || ctx.Err() != nil { // what is left is another node's
			return done, failure
		}
	}
}

// dispatchAll does the steps of several requests, a few at a time, each in its own transaction. One that fails does not keep the
// others.
func (r *Room) dispatchAll(ctx context.Context, nums []int64) (done int, failure error) {
	var mu sync.Mutex
	var group sync.WaitGroup
	next := make(chan int64)
	for range min(dispatchers, len(nums)) {
		group.Go(func() {
			for num := range next {
				did, err := r.step(ctx, func(tx pgx.Tx) (Request, error) {
					return oneRequest(ctx, tx, selectRequest+`where q.id = $1 for no key update of q skip locked`, num)
				})
				mu.Lock()
				if did {
					done++
				}
				if err != nil {
					failure = err
				}
				mu.Unlock()
			}
		})
	}
	for _, num := range nums {
		next <- num
	}
	close(next)
	group.Wait()
	return done, failure
}

// Arm gives a next wave, now, to requests for which somebody is wanted, nobody is sought and no coordinator knows: there is no way
// to get there, but a bug must not leave anybody without an answer.
func (r *Room) Arm(ctx context.Context) error {
	_, err := r.cfg.Pool.Exec(ctx, forgotten, named{"now": r.now()})
	return failed(err)
}

const forgotten = `
	update requests set next_wave_at = @now where id = any(array(
		select q.id from requests q join accounts a on a.id = q.author_id
		where q.state in ('open', 'partly') and q.next_wave_at is null and not q.offer and not q.hidden and q.unanswered = ''
			and a.standing = 'active' and (a.silenced_until is null or a.silenced_until <= @now)
		order by q.id limit 1000 for no key update of q skip locked))`

// arrivalsAtOnce is how many volunteers are looked at in one transaction.
const arrivalsAtOnce = 1000

// Arrivals makes open requests due that nobody was left for, where volunteers are new or have changed (M5): those of their city and
// kinds. What is due then decides by the ranking as always. Each is looked at again after three seconds and after half a minute: the
// copy that ranks may lag behind, and a request may just be given up, or be held by somebody else. This is by the database's clock.
func (r *Room) Arrivals(ctx context.Context) error { return r.arrivals(ctx, 2) }

// arrivals looks at each again until it has done so as many times as last says.
func (r *Room) arrivals(ctx context.Context, last int) error {
	for {
		n := 0
		err := r.commit(ctx, func(tx pgx.Tx) error {
			return tx.QueryRow(ctx, `
				with come as (
					select account_id, looks from arrivals where at <= statement_timestamp()
					order by account_id limit @most for update skip locked),
				gone as (
					delete from arrivals a using come c where a.account_id = c.account_id and c.looks >= @last),
				again as (
					update arrivals a set looks = c.looks + 1,
						at = statement_timestamp() + case c.looks when 0 then interval '3 seconds' else interval '30 seconds' end
					from come c where a.account_id = c.account_id and c.looks < @last),
				offered as (
					select distinct m.city, k.kind from come c join volunteers v using (account_id) join members m using (account_id)
						cross join lateral unnest(v.kinds) as k (kind)
					where v.activated and not v.suspended and m.city is not null),
				due as (
					update requests set next_wave_at = @now where id in (
						select q.id from requests q join offered o on o.city = q.city_id and o.kind = q.kind
						where q.state in ('open', 'partly') and not q.offer and not q.hidden and q.unanswered <> ''
							and (q.next_wave_at is null or q.next_wave_at > @now) and q.deadline > @now
						order by q.id for no key update of q skip locked))
				select count(*) from come`, named{"most": arrivalsAtOnce, "now": r.now(), "last": last}).Scan(&n)
		})
		if err != nil || n < arrivalsAtOnce {
			return err
		}
	}
}

// separateAtOnce is how many invitations are looked at in one go.
const separateAtOnce = 100

// Separate ends what people have to do with each other of whom one has blocked the other since (P6): a seat is free again, an
// invitation is withdrawn.
func (r *Room) Separate(ctx context.Context) error {
	rows, err := r.cfg.Pool.Query(ctx, `
		select i.uid, i.account_id, i.request_id from blocks b
			join requests q on q.author_id = b.other_id and q.state in ('open', 'partly', 'met')
			join invitations i on i.request_id = q.id and i.account_id = b.account_id and i.state in ('sent', 'later', 'accepted')
		order by i.id limit $1`, separateAtOnce)
	if err != nil {
		return failed(err)
	}
	type pair struct {
		Invitation uuid.UUID
		Account    int64
		Request    int64
	}
	pairs, err := pgx.CollectRows(rows, pgx.RowToStructByPos[pair])
	if err != nil {
		return failed(err)
	}
	for _, p := range pairs {
		err := r.inTx(ctx, func(tx pgx.Tx) error {
			q, err := lockNumbered(ctx, tx, p.Request)
			if err != nil {
				return err
			}
			i := &invited{id: p.Invitation, account: p.Account}
			err = tx.QueryRow(ctx, `select id, state from invitations where uid = $1`, p.Invitation).Scan(&i.num, &i.state)
			switch {
			case errors.Is(err, pgx.ErrNoRows):
				return nil
			case err != nil:
				return err
			case i.state == InvitationAccepted && q.State.Allows(ActGiveBack):
				return r.drop(ctx, tx, &q, i, "blocked", r.now())
			case i.state.Open():
				return r.mark(ctx, tx, i, InvitationWithdrawn, "blocked", r.now())
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
