package main

import (
	"errors"
	"fmt"
	"text/tabwriter"

	"github.com/alentour/alentour/directory"
)

type cityCmd struct {
	Add    cityAddCmd    `cmd:"" help:"Add a city, or change what is said of it."`
	List   cityListCmd   `cmd:"" help:"List the cities."`
	Remove cityRemoveCmd `cmd:"" help:"Remove a city with its districts and figures; its places stay, in no district."`
}

type cityAddCmd struct {
	Code     string `arg:"" help:"Code of the city, in France INSEE's: 13055."`
	Name     string `required:"" help:"Name of the city."`
	Timezone string `required:"" help:"IANA time zone: Europe/Paris."`
	Lang     string `required:"" help:"Language of the city: fr."`
	Phone    string `help:"Whom to call about the directory of this city."`
	Email    string `help:"Whom to write to about it."`
	Website  string `help:"Where to read more."`
}

// Run adds the city and says what changed.
func (c cityAddCmd) Run(a *app) error {
	pool, leave, err := a.open(a.ctx)
	if err != nil {
		return err
	}
	defer leave()
	outcome, err := directory.NewCities(pool).Add(a.ctx, directory.City{
		Code: c.Code, Name: c.Name, Timezone: c.Timezone, Lang: c.Lang,
		Contact: directory.Contact{Phone: c.Phone, Email: c.Email, Website: c.Website},
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.out, "city %s (%s): %s\n", c.Code, c.Name, outcome)
	return err
}

type cityListCmd struct{}

// Run prints one line per city.
func (cityListCmd) Run(a *app) error {
	pool, leave, err := a.open(a.ctx)
	if err != nil {
		return err
	}
	defer leave()
	cities, err := directory.NewCities(pool).List(a.ctx)
	if err != nil {
		return err
	}
	if len(cities) == 0 {
		_, err = fmt.Fprintln(a.out, "no city yet; add one: alentour city add 13055 --name Marseille --timezone Europe/Paris --lang fr")
		return err
	}
	table := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "code\tname\tdistricts\topen places\tkm²\tresidents\t")
	for _, c := range cities {
		fmt.Fprintf(table, "%s\t%s\t%d\t%d\t%.0f\t%s\t\n", c.Code, c.Name, c.Districts, c.Places, c.AreaKM2, known(c.Residents))
	}
	return table.Flush()
}

func known(n float64) string {
	if n == 0 {
		return "–"
	}
	return fmt.Sprintf("%.0f", n)
}

type cityRemoveCmd struct {
	Code string `arg:"" help:"Code of the city."`
	Yes  bool   `help:"Really remove it." env:"-"`
}

// Run removes the city once told twice.
func (c cityRemoveCmd) Run(a *app) error {
	if !c.Yes {
		return errors.New("this removes the city's districts and figures; say --yes to do it")
	}
	pool, leave, err := a.open(a.ctx)
	if err != nil {
		return err
	}
	defer leave()
	places, err := directory.NewCities(pool).Remove(a.ctx, c.Code)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.out, "city %s: removed; %d places are in no district now\n", c.Code, places)
	return err
}
