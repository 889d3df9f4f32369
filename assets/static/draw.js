// Lets a person draw a place or an area on a map; what is drawn stands in a form field as a GeoJSON geometry.

// The corners of a geometry that the field already holds; none when it holds nothing that can be read.
function cornersIn(text) {
  try {
    const { type, coordinates } = JSON.parse(text);
    return type === "Point" ? [coordinates] : coordinates[0].slice(0, -1);
  } catch {
    return [];
  }
}

function geometry(kind, corners) {
  if (kind === "Point") return corners.length ? { type: "Point", coordinates: corners[0] } : null;
  return corners.length < 3 ? null : { type: "Polygon", coordinates: [[...corners, corners[0]]] };
}

// What is shown while drawing: the corners, and the line or area between them.
function sketch(corners) {
  const line = corners.length > 2 ? [...corners, corners[0]] : corners;
  const shapes = corners.map((corner) => ({ type: "Point", coordinates: corner }));
  if (line.length > 1) shapes.push({ type: "LineString", coordinates: line });
  return {
    type: "FeatureCollection",
    features: shapes.map((shape) => ({ type: "Feature", properties: {}, geometry: shape })),
  };
}

export function letDraw(map, { field, kind }) {
  const input = document.getElementById(field);
  const undo = document.querySelector("[data-rr-undo]");
  let corners = cornersIn(input.value);
  map.addSource("sketch", { type: "geojson", data: sketch(corners) });
  const ink = "#942514";
  map.addLayer({ id: "sketch-line", type: "line", source: "sketch", paint: { "line-color": ink, "line-width": 3 } });
  map.addLayer({
    id: "sketch-corners",
    type: "circle",
    source: "sketch",
    filter: ["==", ["geometry-type"], "Point"],
    paint: { "circle-color": "#ffffff", "circle-radius": 6, "circle-stroke-color": ink, "circle-stroke-width": 3 },
  });
  map.getCanvas().style.cursor = "crosshair";
  map.doubleClickZoom.disable(); // two quick presses are two corners
  const show = () => {
    map.getSource("sketch").setData(sketch(corners));
    const drawn = geometry(kind, corners);
    input.value = drawn ? JSON.stringify(drawn) : "";
  };
  map.on("click", (event) => {
    // a millionth of a degree is a hand's breadth: enough for a street, and short to read
    const corner = [event.lngLat.lng, event.lngLat.lat].map((degrees) => Number(degrees.toFixed(6)));
    corners = kind === "Point" ? [corner] : [...corners, corner];
    show();
  });
  undo?.addEventListener("click", () => {
    corners = corners.slice(0, -1);
    show();
  });
}
