package api

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/photos"
)

// PhotoSent names a picture that was sent.
type PhotoSent struct {
	Photo string `json:"photo" doc:"Name it where it is to be shown. Until then only its owner sees it, for a day." example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"`
	Large string `json:"large" doc:"Path of a JPEG of at most 1,600 pixels and 300 KB."`
	Small string `json:"small" doc:"Path of a JPEG of at most 480 pixels."`
}

const photosPath = "/v1/photos"

// Uploads says whether a path takes a whole picture.
func Uploads(path string) bool { return path == photosPath }

// photoWithin is how long a telephone may take to send one: 10 MB at 400 kbit/s.
const photoWithin = 4 * time.Minute

func (a *API) registerPhotos() {
	op := huma.Operation{
		OperationID: "send-photo", Method: http.MethodPost, Path: photosPath, Tags: []string{"photos"},
		Summary: "Send a picture: JPEG, PNG, WebP or GIF, at most 10 MB and 40 megapixels",
		Description: "What is kept is the picture alone, upright, in two sizes: no place, no camera, no time. The same picture has the same name. " +
			"It is read at the paths of the answer by whoever may see what shows it.",
		Responses: answers(content[PhotoSent](a, "application/json")), MaxBodyBytes: photos.MaxSentBytes + 1, BodyReadTimeout: photoWithin,
	}
	register(a, identity.Ask, op, a.sendPhoto)
}

type photoInput struct {
	RawBody []byte `contentType:"image/*"`
}

func (a *API) sendPhoto(ctx context.Context, in *photoInput) (*answer, error) {
	name, err := a.Photos.Put(ctx, edge.Viewer(ctx), bytes.NewReader(in.RawBody))
	if err != nil {
		return nil, err
	}
	return privateAnswer(PhotoSent{name, "/photos/" + name, "/photos/" + name + ".small"}), nil
}
