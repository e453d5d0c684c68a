package directory

import "strings"

// settle lays the records of a fresh load side by side in blocks of a megabyte, in the order of the index: a question
// then reads memory in order, and the garbage collector marks some hundred blocks instead of a million strings.
func (c *snapshot) settle() {
	var block strings.Builder
	c.index.Rewrite(func(v located) located {
		if block.Cap()-block.Len() < len(v.record) {
			block = strings.Builder{}
			block.Grow(max(1<<20, len(v.record)))
		}
		start := block.Len()
		block.WriteString(string(v.record))
		v.record = record(block.String()[start:]) // shares the block, which only grows behind it
		c.byNum[v.record.summary().Num] = v.record
		return v
	})
}
