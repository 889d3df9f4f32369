// Maps of our own boundaries. Nothing is asked of anybody else: no tiles, no letters, no pictures; the style is below.
import * as maplibregl from "./maplibre/maplibre-gl.mjs";
import { letDraw } from "./draw.js";

const EMPTY = { type: "FeatureCollection", features: [] };

function fillColour(orders) {
  if (!orders.classes.length) return orders.noValue;
  const value = ["get", orders.value];
  const [first, ...others] = orders.classes;
  const steps = ["step", ["to-number", value], first[1], ...others.flat()];
  return ["case", ["==", ["typeof", value], "number"], others.length ? steps : first[1], orders.noValue];
}

function style(orders, areas) {
  return {
    version: 8,
    sources: {
      areas: { type: "geojson", data: areas, generateId: true },
      zones: { type: "geojson", data: orders.zones || EMPTY },
      points: { type: "geojson", data: orders.points || EMPTY },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": "#eef3f5" } },
      { id: "areas", type: "fill", source: "areas", paint: { "fill-color": fillColour(orders) } },
      {
        id: "edges",
        type: "line",
        source: "areas",
        paint: {
          "line-color": ["case", ["boolean", ["feature-state", "here"], false], "#0b0c0c", "#5f6b70"],
          "line-width": ["case", ["boolean", ["feature-state", "here"], false], 3, 0.6],
        },
      },
      { id: "zones", type: "fill", source: "zones", paint: { "fill-color": "#d4351c", "fill-opacity": 0.35 } },
      { id: "zone-edges", type: "line", source: "zones", paint: { "line-color": "#942514", "line-width": 3 } },
      {
        id: "points",
        type: "circle",
        source: "points",
        paint: {
          "circle-color": ["coalesce", ["get", "colour"], "#0b4a4a"],
          "circle-radius": 7,
          "circle-stroke-color": "#ffffff",
          "circle-stroke-width": 2,
        },
      },
    ],
  };
}

// The smallest box round all coordinates of a feature collection, or null when it has none.
function boundsOf(collection) {
  const box = new maplibregl.LngLatBounds();
  const add = (part) => (typeof part[0] === "number" ? box.extend(part) : part.forEach(add));
  for (const feature of collection.features) if (feature.geometry) add(feature.geometry.coordinates);
  return box.isEmpty() ? null : box;
}

function label(properties, orders) {
  if (!orders.value || !(orders.value in properties)) return properties.name ?? "";
  return `${properties.name ?? ""}: ${properties.value_text ?? properties[orders.value] ?? orders.texts.noValue}`;
}

function answerThePointer(map, orders, said) {
  let here = null;
  const leave = () => {
    if (here !== null) map.setFeatureState({ source: "areas", id: here }, { here: false });
    here = null;
    said.textContent = "";
    map.getCanvas().style.cursor = "";
  };
  map.on("mousemove", (event) => {
    const [found] = map.queryRenderedFeatures(event.point, { layers: ["points", "zones", "areas"] });
    leave();
    if (!found) return;
    if (found.layer.id === "areas") {
      here = found.id;
      map.setFeatureState({ source: "areas", id: here }, { here: true });
    }
    said.textContent = label(found.properties, orders);
    map.getCanvas().style.cursor = found.properties.url ? "pointer" : "";
  });
  map.on("mouseout", leave);
  map.on("click", (event) => {
    const found = map.queryRenderedFeatures(event.point, { layers: ["points", "zones", "areas"] });
    const target = found.find((feature) => feature.properties.url);
    const address = target && new URL(target.properties.url, location.href);
    if (address && address.origin === location.origin) location.assign(address);
  });
}

function keepFresh(map, orders) {
  if (!orders.refresh) return;
  const timer = setInterval(() => {
    if (!map.getContainer().isConnected) {
      clearInterval(timer);
      map.remove();
    } else if (!document.hidden) {
      for (const name of ["zones", "points"]) if (orders[name]) map.getSource(name).setData(orders[name]);
    }
  }, orders.refresh * 1000);
}

async function draw(element) {
  const orders = JSON.parse(element.dataset.rrMap);
  element.removeAttribute("data-rr-map");
  const said = element.nextElementSibling;
  try {
    const answer = await fetch(orders.areas);
    if (!answer.ok) throw new Error(`${orders.areas} answered ${answer.status}`);
    const areas = await answer.json();
    for (const name of ["zones", "points"]) if (orders[name]) orders[name] = new URL(orders[name], location.href).href;
    const map = new maplibregl.Map({
      container: element,
      style: style(orders, areas),
      bounds: boundsOf(areas) ?? [-6.5, 49.8, 2, 56],
      fitBoundsOptions: { padding: 12 },
      attributionControl: false,
      cooperativeGestures: matchMedia("(pointer: coarse)").matches,
      locale: orders.texts,
      dragRotate: false,
      pitchWithRotate: false,
    });
    map.touchZoomRotate.disableRotation();
    map.addControl(new maplibregl.NavigationControl({ showCompass: false }));
    if (orders.draw) map.once("load", () => letDraw(map, orders.draw));
    else answerThePointer(map, orders, said);
    keepFresh(map, orders);
    map.once("idle", () => element.setAttribute("data-drawn", ""));
  } catch (error) {
    console.error(error);
    said.textContent = orders.texts.failed;
  }
}

function drawAll(scope) {
  for (const element of scope.querySelectorAll("[data-rr-map]")) draw(element);
}

drawAll(document);
document.addEventListener("htmx:load", (event) => drawAll(event.target));
