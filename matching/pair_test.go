package matching

import (
	"slices"
	"testing"
)

// Of several posts of one author the nearest is told, however many of others lie between.
func TestOnePairOfEachAuthor(t *testing.T) {
	t.Parallel()
	got := nearestOfEach([]other{
		{num: 9, author: 1, distanceM: 300},
		{num: 8, author: 2, distanceM: 200},
		{num: 7, author: 1, distanceM: 100},
		{num: 6, author: 3, distanceM: 200},
		{num: 5, author: 1, distanceM: 100},
		{num: 4, author: 2, distanceM: 0},
	})
	var nums []int64
	for _, o := range got {
		nums = append(nums, o.num)
	}
	if !slices.Equal(nums, []int64{4, 7, 6}) {
		t.Errorf("%v", nums)
	}
}

// Somebody who offers much of one kind is one neighbour to who asks, and leaves room for others; nobody hears of who is banned.
func TestPairsAreOfDifferentPeople(t *testing.T) {
	t.Parallel()
	c := newCrew(t)
	offering := func(d *Draft) { d.Kind, d.Offer = "furniture", true }
	much, once, banned, asker := c.member("Max", west), c.member("Otto", west), c.member("Bea", west), c.member("Awa", west)
	c.exec(`update accounts set standing = 'banned' where id = $1`, banned.Account.Num)
	c.post(much, offering)
	c.post(banned, offering)
	c.post(once, offering)
	c.post(much, offering)
	c.dispatch(c.post(asker, func(d *Draft) { d.Kind = "furniture" }))
	if n := c.count(`select count(*) from notifications where account_id = $1 and kind = 'offer-for-you'`, asker.Account.Num); n != 2 {
		t.Errorf("the asker was told of %d offers", n)
	}
	for name, told := range map[string][]string{"much": c.notices(much), "once": c.notices(once)} {
		if !slices.Equal(told, []string{"ask-for-you"}) {
			t.Errorf("who offers %s was told of %v", name, told)
		}
	}
	if told := c.notices(banned); len(told) != 0 {
		t.Errorf("who is banned was told of %v", told)
	}
}
