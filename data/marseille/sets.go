package marseille

import "github.com/alentour/alentour/directory"

// The tables of this package name codes of the directory's; a wrong one is a mistake in this package, found by its test.

func category(code string) directory.CategorySet { return must(directory.CategoryNamed(code)) }
func language(code string) directory.LanguageSet { return must(directory.LanguageNamed(code)) }

// audience of no code is none.
func audience(code string) directory.AudienceSet {
	if code == "" {
		return 0
	}
	return must(directory.AudienceNamed(code))
}

func modalities(codes []string) (set directory.ModalitySet) {
	for _, code := range codes {
		set |= must(directory.ModalityNamed(code))
	}
	return set
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
