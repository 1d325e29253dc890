// Loads, interpolates and validates Compose files as `docker compose config` does, with the specification's own
// loader, and writes what they then say as JSON.
//
//	compose-check ENV-FILE COMPOSE-FILE...
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/compose-spec/compose-go/v2/cli"
)

func main() {
	if len(os.Args) < 3 {
		fail("usage: compose-check ENV-FILE COMPOSE-FILE...")
	}
	options, err := cli.NewProjectOptions(os.Args[2:],
		cli.WithWorkingDirectory(filepath.Dir(os.Args[2])),
		cli.WithEnvFiles(os.Args[1]),
		cli.WithDotEnv,
		cli.WithProfiles([]string{"*"}))
	if err != nil {
		fail(err)
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		fail(err)
	}
	said, err := project.MarshalJSON()
	if err != nil {
		fail(err)
	}
	fmt.Println(string(said))
}

func fail(why any) {
	fmt.Fprintln(os.Stderr, "compose-check:", why)
	os.Exit(1)
}
