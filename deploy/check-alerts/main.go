// Checks Prometheus' rule files as `promtool check rules` does, by the same parser: names, labels, templates, expressions.
//
//	check-alerts RULE-FILE...
package main

import (
	"fmt"
	"os"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: check-alerts RULE-FILE...")
		os.Exit(2)
	}
	code := 0
	for _, path := range os.Args[1:] {
		_, wrong := rulefmt.ParseFile(path, false, model.UTF8Validation)
		for _, what := range wrong {
			fmt.Fprintln(os.Stderr, what)
			code = 1
		}
	}
	os.Exit(code)
}
