// Makes cron.json: what the server's cron library makes of many expressions, time zones and times.
//
// It needs Go and, in a folder of its own, the module of the library:
//
//	go mod init cron && go get github.com/robfig/cron/v3@v3.0.1
//	go run cron.go > cron.json
//
// flyteorg/flyte replaces that module with github.com/unionai/cron, whose parser and times are the
// same. The time zones are those that Go brings along. Nothing here is random: the same Go gives the
// same file. Times are long past, so that no law will change them; countries whose midnights do not
// exist every year are among the zones.
package main

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"strings"
	"time"
	_ "time/tzdata"

	"github.com/robfig/cron/v3"
)

var zones = []string{
	"", "UTC", "Europe/Berlin", "Europe/London", "America/New_York", "America/St_Johns",
	"America/Sao_Paulo", "America/Havana", "America/Santiago", "Asia/Beirut", "Asia/Amman",
	"Asia/Tehran", "Asia/Kathmandu", "Asia/Tokyo", "Australia/Lord_Howe", "Pacific/Chatham",
	"Antarctica/Troll", "Pacific/Apia", "Etc/GMT+5", "US/Pacific",
}

var random = rand.New(rand.NewSource(20261201))

func one(of ...string) string { return of[random.Intn(len(of))] }

func number(least, most int) string { return fmt.Sprint(least + random.Intn(most-least+1)) }

func part(least, most int, names ...string) string {
	switch random.Intn(9) {
	case 0:
		return fmt.Sprintf("%d/%d", least+random.Intn(most-least+1), 1+random.Intn(most))
	case 1:
		first := least + random.Intn(most-least)
		return fmt.Sprintf("%d-%d", first, first+random.Intn(most-first+1))
	case 2:
		first := least + random.Intn(most-least)
		return fmt.Sprintf("%d-%d/%d", first, first+random.Intn(most-first+1), 1+random.Intn(5))
	case 3:
		return fmt.Sprintf("*/%d", 1+random.Intn(most))
	case 4:
		return number(least, most) + "," + number(least, most)
	case 5:
		if len(names) > 0 {
			return names[random.Intn(len(names))]
		}
	}
	return number(least, most)
}

func expression() string {
	minute := one("0", "0", "30", "*", part(0, 59))
	hour := one("*", "0", "1", "2", "3", part(0, 23))
	day := one("*", "*", "*", "?", "1", part(1, 31))
	month := one("*", "*", "*", "*", part(1, 12, "jan", "Mar", "OCT", "nov"))
	weekday := one("*", "*", "*", "?", part(0, 6, "sun", "Mon", "FRI", "tue"))
	return strings.Join([]string{minute, hour, day, month, weekday}, one(" ", " ", "  ", "\t"))
}

// Half of the times are within two days before a change of the zone's clocks.
func after(zone *time.Location) time.Time {
	t := time.Date(2012, 3, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(random.Int63n(int64(9 * 365 * 24 * time.Hour))))
	if _, change := t.In(zone).ZoneBounds(); random.Intn(2) == 0 && !change.IsZero() {
		t = change.Add(-time.Duration(random.Int63n(int64(48 * time.Hour))))
	}
	return t.Truncate([]time.Duration{time.Minute, time.Second, time.Millisecond}[random.Intn(3)])
}

func parse(zone, expression string) (cron.Schedule, error) {
	if zone != "" {
		expression = fmt.Sprintf("CRON_TZ=%s %s", zone, expression)
	}
	schedule, err := cron.ParseStandard(expression)
	if err != nil {
		return nil, fmt.Errorf("invalid cron expression %q: %w", expression, err)
	}
	return schedule, nil
}

func line(last bool, values ...any) {
	text, err := json.Marshal(values)
	if err != nil {
		panic(err)
	}
	comma := ","
	if last {
		comma = ""
	}
	fmt.Printf("  %s%s\n", text, comma)
}

func main() {
	// Where no zone is said, the library has that of the machine, which is UTC in the server.
	time.Local = time.UTC
	odd := []string{
		"@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly", " @daily ",
		"@every 90m", "@every 1.5h", "@every 0", "@every -5m", "@every 1h1ms", "@every 25h\n",
		"0 0 29 2 *", "0 0 30 2 *", "0 0 13 * 5", "0 0 */2 * 1", "0 0 *,5 * 1", "0 0 */1 * 1",
		"*-5 * * * *", ", * * * *", "0 , * * *", "0 0 , * *", "0 0 , * 3", "0 0 * , *", "0 0 * * ,",
		"1,,2, 3 * * *", "+5 +05 * * *", "\u00a00 2\u2003* * *\u3000", "0 0 31 * *", "59/1 23 * * *",
		"*/9223372036854775807 * * * *", "0 0 ? * sun-sat", "0-59 0-23 1-31 1-12 0-6",
	}
	fmt.Println("{\n \"library\": \"github.com/robfig/cron/v3@v3.0.1\",\n \"starts\": [")
	const count = 420
	for i := range count {
		zone := zones[i%len(zones)]
		text := expression()
		if i < 2*len(odd) {
			text = odd[i/2]
		}
		schedule, err := parse(zone, text)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		location, err := time.LoadLocation(zone)
		if err != nil {
			panic(err)
		}
		begin := after(location)
		starts := []string{}
		for t := begin.In(time.UTC); len(starts) < 3; {
			if t = schedule.Next(t); t.IsZero() {
				break
			}
			starts = append(starts, t.In(location).Format(time.RFC3339))
		}
		line(i == count-1, zone, text, begin.Format(time.RFC3339Nano), starts)
	}
	fmt.Println(" ],\n \"refused\": [")
	refused := [][2]string{
		{"", ""}, {"UTC", ""}, {"UTC", "  "}, {"", "* * * *"}, {"UTC", "0 0 6 * * *"}, {"UTC", "often"},
		{"UTC", "60 * * * *"}, {"UTC", "* 24 * * *"}, {"UTC", "* * 0 * *"}, {"UTC", "* * 32 * *"},
		{"UTC", "* * * 13 *"}, {"UTC", "* * * 0 *"}, {"UTC", "* * * * 7"}, {"UTC", "* * * * 1-7"},
		{"UTC", "5-1 * * * *"}, {"UTC", "* * * * fri-mon"}, {"UTC", "*/0 * * * *"}, {"UTC", "1/0 * * * *"},
		{"UTC", "*/-5 * * * *"}, {"UTC", "*/x * * * *"}, {"UTC", "*/ * * * *"}, {"UTC", "/5 * * * *"},
		{"UTC", "1-2-3 * * * *"}, {"UTC", "1/2/3 * * * *"}, {"UTC", "5- * * * *"}, {"UTC", "-5 * * * *"},
		{"UTC", "a * * * *"}, {"UTC", "* mon * * *"}, {"UTC", "* * * january *"}, {"UTC", "* * L * *"},
		{"UTC", "* * * * 1#2"}, {"UTC", "** * * * *"}, {"UTC", "1.5 * * * *"}, {"UTC", "1_0 * * * *"},
		{"UTC", "99999999999999999999 * * * *"}, {"UTC", "*/99999999999999999999 * * * *"},
		{"UTC", "@often"}, {"UTC", "@Daily"}, {"UTC", "@reboot"}, {"UTC", "@every"}, {"UTC", "@every "},
		{"UTC", "@every soon"}, {"UTC", "@every 5"}, {"UTC", "@every 1d"}, {"UTC", "@every  5m"},
		{"UTC", "@every 1h 5m"}, {"UTC", "@every 2562048h"}, {"UTC", "@every ."}, {"UTC", "@every 5M"},
		{"UTC", "CRON_TZ=Europe/Berlin 0 6 * * *"}, {"UTC", "TZ=UTC @daily"},
		{"Mars/Phobos", "0 6 * * *"}, {"europe/berlin", "0 6 * * *"}, {"utc", "@daily"}, {"CET2", "@daily"},
		{"Etc/Unknown", "@daily"}, {"../UTC", "@daily"}, {"/etc/localtime", "@daily"},
		{"Mars/Phobos", "61 * * * *"},
	}
	for i, pair := range refused {
		_, err := parse(pair[0], pair[1])
		if err == nil {
			panic(pair)
		}
		line(i == len(refused)-1, pair[0], pair[1], err.Error())
	}
	fmt.Println(" ]\n}")
}
