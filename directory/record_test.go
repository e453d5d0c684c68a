package directory

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

func TestRecordKeepsEveryField(t *testing.T) {
	t.Parallel()
	text := rapid.String()
	number := rapid.IntRange(0, 1<<40)
	small := rapid.IntRange(0, 130)
	bits := rapid.Uint64()
	point := rapid.Custom(func(t *rapid.T) orb.Point {
		return orb.Point{rapid.Float64Range(-180, 180).Draw(t, "lon"), rapid.Float64Range(-90, 90).Draw(t, "lat")}
	})
	moment := rapid.Custom(func(t *rapid.T) time.Time {
		if us := rapid.Int64Range(-1<<50, 1<<51).Draw(t, "us"); us != 0 {
			return time.UnixMicro(us).UTC()
		}
		return time.Time{}
	})
	rapid.Check(t, func(t *rapid.T) {
		want := Place{
			ID: uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id")), Num: int64(number.Draw(t, "num")),
			Name: text.Draw(t, "name"), Description: text.Draw(t, "description"),
			Located: rapid.Bool().Draw(t, "located"), Confidential: rapid.Bool().Draw(t, "confidential"),
			Itinerant: rapid.Bool().Draw(t, "itinerant"), Status: Status(rapid.IntRange(0, 1).Draw(t, "status")),
			Categories: CategorySet(bits.Draw(t, "categories")), Audiences: AudienceSet(bits.Draw(t, "audiences")),
			Modalities: ModalitySet(bits.Draw(t, "modalities")), Languages: LanguageSet(bits.Draw(t, "languages")),
			AgeMin: small.Draw(t, "min"), AgeMax: small.Draw(t, "max"),
			Hours: text.Draw(t, "hours"), AccessNote: text.Draw(t, "access"), Saturation: Saturation(rapid.IntRange(0, 3).Draw(t, "saturation")),
			Address:      Address{text.Draw(t, "street"), text.Draw(t, "postcode"), text.Draw(t, "city")},
			Contact:      Contact{text.Draw(t, "phone"), text.Draw(t, "email"), text.Draw(t, "website")},
			Organisation: int64(number.Draw(t, "organisation")), District: int64(number.Draw(t, "district")),
			Dataset: int64(number.Draw(t, "dataset")), SourceID: text.Draw(t, "source"),
			Confirmed: moment.Draw(t, "confirmed"), FirstSeen: moment.Draw(t, "first"), LastSeen: moment.Draw(t, "last"),
		}
		if want.Located {
			want.Point, want.AccuracyM = point.Draw(t, "point"), rapid.Float64Range(0, 1e6).Draw(t, "accuracy")
		}
		for range rapid.IntRange(0, 2).Draw(t, "parts") {
			want.Services = append(want.Services, Service{
				Name: text.Draw(t, "service"), Categories: CategorySet(bits.Draw(t, "categories")), Hours: text.Draw(t, "hours"),
				Saturation: SaturationHigh,
			})
			want.Stops = append(want.Stops, Stop{text.Draw(t, "stop"), point.Draw(t, "point"), text.Draw(t, "hours")})
			want.Notices = append(want.Notices, Notice{rapid.Bool().Draw(t, "closed"), text.Draw(t, "notice"), moment.Draw(t, "from"), moment.Draw(t, "until")})
		}
		packed := record(pack(&want, nil))
		if got := packed.place(); !reflect.DeepEqual(got, want) {
			t.Fatalf("got  %+v\nwant %+v", got, want)
		}
		if s := packed.summary(); s != (summary{want.Num, want.Categories, want.District, want.Name}) {
			t.Fatalf("summary %+v of %+v", s, want)
		}
	})
}
