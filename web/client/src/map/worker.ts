// MapLibre's worker, on a browser of 2020 as well.
import '../old';
import 'maplibre-gl/dist/maplibre-gl-worker.mjs';
