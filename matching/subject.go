package matching

import "strconv"

// Subject is what conversations about a request are about.
func (q *Request) Subject() string { return "request:" + strconv.FormatInt(q.Num, 10) }
