package marseille

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/alentour/alentour/conversation"
)

// asked is a request or an offer of the demo as conversations need it: whose, and who said yes.
type asked struct {
	num, author int64
	kind        string
	offer       bool
	helpers     []int64
	began       time.Time
	closed      time.Time
}

// askedBy reads those of some people, the oldest first.
func askedBy(ctx context.Context, tx pgx.Tx, accounts []int64, since time.Time) ([]asked, error) {
	rows, err := tx.Query(ctx, `
		select r.id, r.author_id, r.kind, r.offer,
			array(select i.account_id from invitations i where i.request_id = r.id and i.state = 'accepted' order by i.account_id),
			r.created_at, coalesce(r.closed_at, 'epoch')
		from requests r where r.author_id = any($1) and r.created_at > $2 order by r.created_at, r.id`, accounts, since)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (a asked, err error) {
		err = row.Scan(&a.num, &a.author, &a.kind, &a.offer, &a.helpers, &a.began, &a.closed)
		if a.closed.Unix() == 0 {
			a.closed = time.Time{}
		}
		return a, err
	})
}

// What people say to each other: who asked, and who helps.
var (
	arranging = []string{
		"Bonjour, je peux venir. Quel moment vous arrange ?", "Merci beaucoup ! Après 17 h, c’est bien pour moi.", "C’est noté, à bientôt.",
	}
	thanking = []string{
		"Bonjour, j’arrive vers 14 h.", "Parfait, je suis en bas.", "Merci encore, cela m’a vraiment aidée.", "Avec plaisir.",
	}
	wondering = []string{
		"Bonjour Léo, je n’ai jamais touché une guitare. Est-ce que c’est possible quand même ?",
		"Bonjour ! Bien sûr, c’est fait pour. Mardi ou jeudi, au jardin ?", "Jeudi, merci. Je viens avec mon grand.",
	}
	offering = []string{"Bonjour, j’ai un cartable presque neuf et une trousse. Ils sont pour vous si vous voulez."}
)

// talkedDays is how far conversations go back: to before the last month that is closed.
const talkedDays = 70

// threads are conversations about what is asked and offered these days: one with all who help, and two that somebody began. People whom
// one can be in the demo talk about what is told one by one only.
func (c *crowd) threads(ctx context.Context, tx pgx.Tx, numbers map[string]int64) ([]conversation.SeedThread, error) {
	told, apart := map[int64]bool{}, map[int64]bool{}
	for i := range posts {
		told[numbers[posts[i].by]] = true
	}
	for _, key := range slices.Concat(castKeys(), colleagueKeys()) {
		apart[numbers[key]] = true
	}
	asked, err := askedBy(ctx, tx, slices.Collect(maps.Values(numbers)), c.day(-talkedDays))
	if err != nil {
		return nil, err
	}
	amina, leo, neighbour := numbers["amina"], numbers["leo"], numbers["neighbour-7"]
	var list []conversation.SeedThread
	for _, a := range asked {
		subject := fmt.Sprintf("request:%d", a.num)
		switch {
		case a.author == leo && a.kind == "music":
			list = append(list, said(conversation.SeedThread{Subject: subject, Private: true, People: []int64{amina, leo}, Read: 2}, a.began, wondering))
		case a.author == amina && a.kind == "school_things":
			list = append(list, said(conversation.SeedThread{Subject: subject, Private: true, People: []int64{neighbour, amina}}, a.began, offering))
		}
		if len(a.helpers) == 0 || !told[a.author] && slices.ContainsFunc(append(a.helpers, a.author), func(num int64) bool { return apart[num] }) {
			continue
		}
		t := conversation.SeedThread{Subject: subject, People: append([]int64{a.author}, a.helpers...), Closed: a.closed}
		words := arranging
		if !a.closed.IsZero() {
			words, t.Read = thanking, len(thanking)
		}
		// who helps writes first
		t.People[0], t.People[1] = t.People[1], t.People[0]
		list = append(list, said(t, a.began, words))
	}
	return list, nil
}

// said lets the first two people speak in turn, the first one first.
func said(t conversation.SeedThread, began time.Time, words []string) conversation.SeedThread {
	for i, text := range words {
		t.Said = append(t.Said, conversation.SeedMessage{From: t.People[i%2], Text: text, At: began.Add(time.Duration(3+i) * time.Hour)})
	}
	return t
}
