#include "app/seed/pictures.hpp"

#include "app/seed/figure.hpp"
#include "app/seed/garments.hpp"
#include "app/seed/random.hpp"

#include <algorithm>

namespace baro {

namespace {

enum Stream : std::uint64_t { product_stream = 21, look_stream, store_stream };

struct Backdrop {
  Rgb wall;
  Rgb shape;
};

// By StoreStyle.
constexpr std::array<Backdrop, 5> store_backdrops = {{
  {{0xee, 0xec, 0xe8}, {0xdf, 0xdb, 0xd4}},
  {{0xd8, 0xdb, 0xdf}, {0xc2, 0xc7, 0xcd}},
  {{0xf7, 0xea, 0xe6}, {0xf0, 0xd8, 0xd2}},
  {{0xe9, 0xe3, 0xd6}, {0xd9, 0xcd, 0xb8}},
  {{0xe5, 0xeb, 0xe6}, {0xcd, 0xda, 0xd0}},
}};

// By Tone.
constexpr std::array<Backdrop, 5> look_backdrops = {{
  {{0xdd, 0xdb, 0xd8}, {0xee, 0xec, 0xe9}},
  {{0xe4, 0xd5, 0xbf}, {0xf0, 0xe6, 0xd6}},
  {{0xcf, 0xdb, 0xe6}, {0xe4, 0xec, 0xf3}},
  {{0xf3, 0xdf, 0xe0}, {0xfb, 0xef, 0xee}},
  {{0xe6, 0xd3, 0xc6}, {0xf4, 0xe6, 0xdb}},
}};

constexpr std::array<Rgb, 4> skins
  = {{{0xf6, 0xd9, 0xc4}, {0xee, 0xc8, 0xae}, {0xd9, 0xa8, 0x86}, {0x9a, 0x66, 0x48}}};
constexpr std::array<Rgb, 5> hair_colors = {{{0x22, 0x1c, 0x1e},
                                             {0x38, 0x28, 0x22},
                                             {0x5a, 0x3c, 0x2a},
                                             {0x8a, 0x62, 0x40},
                                             {0x2a, 0x2a, 0x34}}};

constexpr double floor_line = 652;

void fill(Canvas& canvas, const std::string& name, Rgb top, Rgb bottom, double y, double height) {
  canvas.define("<linearGradient id=\"" + name + "\" x2=\"0\" y2=\"1\"><stop stop-color=\""
                + hex(top) + "\"/><stop offset=\"1\" stop-color=\"" + hex(bottom)
                + "\"/></linearGradient>");
  canvas.draw("<rect y=\"" + number(y) + "\" width=\"600\" height=\"" + number(height)
              + "\" fill=\"url(#" + name + ")\"/>");
}

/// A wall with a niche or a disc on it, and the light of a window.
void draw_wall(Canvas& canvas, const Backdrop& backdrop, Random& random) {
  fill(canvas, "wall", lighter(backdrop.wall, 30), darker(backdrop.wall, 6), 0, Canvas::height);
  switch (random.below(4)) {
    case 0:
      canvas.shape("M90 800V340C90 190 190 96 300 96C410 96 510 190 510 340V800Z", backdrop.shape,
                   0.75);
      break;
    case 1: canvas.shape("M300 110a270 270 0 1 1-.1 0z", backdrop.shape, 0.75); break;
    case 2: canvas.shape("M0 0H210V800H0Z", backdrop.shape, 0.6); break;
    default: break;
  }
  const auto x = double(random.between(-60, 120));
  for (const double pane : {0.0, 130.0})
    canvas.shape("M" + number(x + pane) + " 0h110l190 800h-110z", {255, 255, 255}, 0.13);
}

void draw_floor(Canvas& canvas, const Backdrop& backdrop) {
  fill(canvas, "floor", darker(backdrop.wall, 16), darker(backdrop.wall, 4), floor_line,
       Canvas::height - floor_line);
  canvas.stroke("M0 " + number(floor_line) + "H600", darker(backdrop.wall, 26), 1.2, 0.6);
}

/// Scales the piece into the box and draws it there, `angle` degrees turned.
void place(Canvas& canvas, const Piece& piece, const Box& target, int angle = 0) {
  const auto box = box_of(piece.design);
  const double scale = std::min(target.width / box.width, target.height / box.height);
  const double x = target.x + target.width / 2, y = target.y + target.height / 2;
  auto transform = "translate(" + number(x) + ' ' + number(y) + ')';
  if (angle != 0)
    transform += "rotate(" + std::to_string(angle) + ')';
  transform += "scale(" + std::to_string(scale).substr(0, 5) + ")translate("
               + number(-box.x - box.width / 2) + ' ' + number(-box.y - box.height / 2) + ')';
  canvas.open_lifted(transform);
  if (const auto slot = traits(piece.design.garment).slot;
      slot == Slot::top || slot == Slot::outer || slot == Slot::dress)
    canvas.stroke("M300 176V140Q300 134 306 132Q314 128 310 121Q304 114 297 121",
                  {0x96, 0x8e, 0x86}, 2.6);
  draw_garment(canvas, piece);
  canvas.close();
}

bool stands(const Design& design) {
  const auto slot = traits(design.garment).slot;
  return slot == Slot::shoes || slot == Slot::bag;
}

constexpr int accessories_layer = 5;

/// What is worn first is drawn first.
int layer_of(const Design& design) {
  switch (traits(design.garment).slot) {
    case Slot::shoes: return 0;
    case Slot::bottom: return 1;
    case Slot::dress: return 2;
    case Slot::top: return 3;
    case Slot::outer: return 4;
    default: return accessories_layer;
  }
}

std::vector<LookItem> in_layers(std::vector<LookItem> items) {
  std::ranges::stable_sort(items, {}, [](const LookItem& item) { return layer_of(item.design); });
  return items;
}

bool is_outer(const LookItem& item) { return traits(item.design.garment).slot == Slot::outer; }

/// The item as it is worn: an outer garment presses flat what is under it.
Piece worn(const LookItem& item, bool under_outer) {
  Piece piece{item.design, item.color->rgb, true};
  const auto slot = traits(item.design.garment).slot;
  if (!under_outer || (slot != Slot::top && slot != Slot::dress))
    return piece;
  piece.covered = true;
  piece.design.fit = Fit::slim;
  if (piece.design.garment == Garment::blouse)
    piece.design.detail = 0;
  return piece;
}

/// Of the widest sleeve, which is that of the outermost garment.
double shoulder_of(const std::vector<LookItem>& items) {
  double shoulder = 57;
  for (const auto& item : items)
    if (is_outer(item) || traits(item.design.garment).slot == Slot::top)
      shoulder = 57 + Piece{item.design, {}}.ease() * 0.75 + (is_outer(item) ? 4 : 0);
  return shoulder;
}

Figure figure_of(const std::vector<LookItem>& items, Random& random) {
  const auto& skin = random.pick(skins);
  const auto& hair_color = random.pick(hair_colors);
  return {skin, hair_color, Hair(random.below(hair_count)), shoulder_of(items)};
}

} // namespace

std::string product_picture(const DemoProduct& product, const Color& color, StoreStyle style) {
  Random random{demo_seed, product_stream, std::uint64_t(product.id.value)};
  const auto& backdrop = store_backdrops[std::size_t(style)];
  const Piece piece{product.design, color.rgb, false};
  Canvas canvas;
  draw_wall(canvas, backdrop, random);
  if (stands(product.design)) {
    draw_floor(canvas, backdrop);
    const auto box = box_of(product.design);
    const double scale = std::min(430 / box.width, 430 / box.height);
    const double bottom = 706, height = box.height * scale;
    canvas.shadow({300, bottom - 4}, 230, 20, 0.5);
    place(canvas, piece, {85, bottom - height, 430, height});
  } else {
    place(canvas, piece,
          traits(product.design.garment).slot == Slot::other ? Box{100, 260, 400, 280}
                                                             : Box{75, 100, 450, 600});
  }
  return std::move(canvas).finish();
}

std::string look_picture(const DemoLook& look) {
  Random random{demo_seed, look_stream, std::uint64_t(look.id.value)};
  const auto& backdrop = look_backdrops[std::size_t(look.tone)];
  const auto items = in_layers(look.items);
  const bool under_outer = std::ranges::any_of(items, is_outer);
  const auto figure = figure_of(items, random);
  Canvas canvas;
  draw_wall(canvas, backdrop, random);
  draw_floor(canvas, backdrop);
  canvas.open("translate(0 6)");
  canvas.shadow({306, 742}, 92, 15, 0.6);
  draw_hair_behind(canvas, figure);
  draw_body(canvas, figure);
  draw_hands(canvas, figure);
  const auto draw_layers = [&](auto&& wanted) {
    for (const auto& item : items)
      if (wanted(item.design))
        draw_garment(canvas, worn(item, under_outer));
  };
  const auto is_clothing
    = [](const Design& design) { return layer_of(design) < accessories_layer; };
  const auto is_bag = [](const Design& design) { return traits(design.garment).slot == Slot::bag; };
  draw_layers(is_clothing);
  draw_head(canvas, figure);
  draw_layers([&](const Design& design) { return !is_clothing(design) && !is_bag(design); });
  // It hangs from a hand or a shoulder, wherever those are.
  canvas.open("translate(" + number(figure.shoulder - 57) + " 0)");
  draw_layers(is_bag);
  canvas.close();
  canvas.close();
  return std::move(canvas).finish();
}

std::string look_flat_lay(const DemoLook& look) {
  static constexpr Box cells[][5] = {
    {{40, 50, 270, 380}, {320, 80, 250, 420}, {60, 470, 260, 270}},
    {{40, 40, 270, 370}, {320, 50, 240, 400}, {40, 450, 250, 280}, {330, 490, 230, 250}},
    {{30, 40, 200, 190},
     {250, 30, 320, 340},
     {30, 250, 290, 310},
     {370, 390, 170, 380},
     {60, 580, 270, 180}},
  };
  Random random{demo_seed, look_stream, std::uint64_t(look.id.value)};
  const auto& backdrop = look_backdrops[std::size_t(look.tone)];
  Canvas canvas;
  fill(canvas, "wall", lighter(backdrop.shape, 35), backdrop.shape, 0, Canvas::height);
  const auto count = std::min(look.items.size(), std::size_t{5});
  auto items = in_layers(look.items);
  std::ranges::reverse(items);
  for (std::size_t i = 0; i < count; ++i)
    place(canvas, {items[i].design, items[i].color->rgb, false},
          cells[std::max(count, std::size_t{3}) - 3][i], int(random.between(-6, 6)));
  return std::move(canvas).finish();
}

std::string store_picture(const DemoStore& store, std::string_view initials,
                          const std::vector<LookItem>& window) {
  static constexpr std::array<Rgb, 5> paints = {{{0x3a, 0x3a, 0x3e},
                                                 {0x2c, 0x35, 0x48},
                                                 {0xd9, 0x9c, 0xa0},
                                                 {0x4a, 0x35, 0x2a},
                                                 {0x55, 0x74, 0x66}}};
  Random random{demo_seed, store_stream, std::uint64_t(store.id.value)};
  const auto paint
    = mix(paints[std::size_t(store.style)], random.pick(hair_colors), int(random.between(0, 25)));
  const auto& backdrop = store_backdrops[std::size_t(store.style)];
  Canvas canvas;
  fill(canvas, "wall", darker(backdrop.shape, 4), backdrop.shape, 0, Canvas::height);
  for (int row = 0; row < 12; ++row)
    canvas.stroke("M0 " + std::to_string(40 + row * 62) + "H600", darker(backdrop.shape, 18), 1,
                  0.35);
  canvas.panel("M50 130H550V760H50Z", {paint, Pattern::plain, 0});
  canvas.panel("M70 146H530V232H70Z", {darker(paint, 25), Pattern::plain, 0});
  canvas.draw("<text x=\"300\" y=\"208\" text-anchor=\"middle\" font-family=\"Georgia,'Times New "
              "Roman',serif\" font-size=\"52\" letter-spacing=\"14\" fill=\""
              + hex(lighter(accent_of(paint), 30)) + "\">" + std::string{initials} + "</text>");
  // The window is lit from inside.
  canvas.panel("M78 290H382V690H78Z", {{0xfb, 0xf1, 0xdc}, Pattern::plain, 0});
  canvas.glow({230, 330}, 150, 120, {255, 250, 235}, 0.9);
  canvas.shape("M84 640H376V684H84Z", {0xd8, 0xc3, 0x9e}, 0.8);
  for (std::size_t i = 0; i < std::min(window.size(), std::size_t{2}); ++i)
    place(canvas, {window[i].design, window[i].color->rgb, false},
          {96 + 144.0 * double(i), 330, 126, 310});
  for (const double pane : {100.0, 190.0})
    canvas.shape("M" + number(pane) + " 290h46l110 400h-46z", {255, 255, 255}, 0.14);
  canvas.panel("M406 290H524V756H406Z", {darker(paint, 12), Pattern::plain, 0});
  canvas.panel("M420 306H510V640H420Z", {{0xe8, 0xe4, 0xd6}, Pattern::plain, 0});
  canvas.stroke("M424 500V580", brass, 5);
  // The awning.
  for (int i = 0; i < 10; ++i) {
    const auto x = std::to_string(40 + i * 52);
    canvas.panel(
      "M" + x + " 246h52v44q-26 30-52 0z",
      {i % 2 == 0 ? lighter(paint, 88) : mix(paint, accent_of(paint), 12), Pattern::plain, 0});
  }
  canvas.shadow({300, 300}, 260, 16, 0.35);
  canvas.shape("M0 756H600V800H0Z", darker(backdrop.shape, 22));
  for (const double x : {70.0, 540.0}) {
    canvas.panel("M" + number(x - 18) + " 720h36l-6 44h-24z",
                 {{0xa8, 0x6c, 0x4a}, Pattern::plain, 0});
    for (const int side : {-1, 0, 1})
      canvas.panel("M" + number(x) + " 724q" + std::to_string(side * 30 - 12) + "-40 "
                     + std::to_string(side * 26) + "-86q" + std::to_string(14 - side * 6) + " 40 "
                     + std::to_string(-side * 26) + " 86z",
                   {{0x55, 0x7a, 0x50}, Pattern::plain, 0});
  }
  return std::move(canvas).finish();
}

} // namespace baro
