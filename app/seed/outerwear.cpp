#include "app/seed/bodice.hpp"

namespace baro {

namespace {

/// What is worn over other things is wider than they are.
Bodice outer_bodice(const Piece& piece) {
  auto bodice = Bodice::of(piece);
  bodice.shoulder += 4;
  bodice.underarm += 4;
  bodice.hem_width += 4;
  bodice.sleeve_width += 4;
  return bodice;
}

std::string front_folds(const Bodice& bodice, int side) {
  const double u = bodice.underarm, w = bodice.hem_width, hem = bodice.hem;
  return HalfOutline{{u - 4, 242}}.curve({u - 12, 256}, {u - 18, 264}, {u - 24, 268}).open(side)
         + HalfOutline{{w * 0.7, hem - 90}}
             .curve({w * 0.62, hem - 50}, {w * 0.74, hem - 24}, {w * 0.66, hem})
             .open(side);
}

struct Opening {
  double low;   // where the neckline ends
  double gap;   // there, from the middle
  double flare; // at the hem
};

/// Worn open; by itself it is closed, and its lining shows at the neck.
Opening opening_of(const Piece& piece, double low, double overlap) {
  return piece.worn ? Opening{low, 19, 30} : Opening{low, -overlap, -overlap};
}

void draw_fronts(Canvas& canvas, const Piece& piece, Bodice bodice, const Opening& opening) {
  if (!piece.worn) {
    bodice.neck_drop = opening.low - bodice.neck_top;
    bodice.pointed = true;
    draw_back(canvas, piece, bodice);
  }
  // The wearer's right lies on top.
  for (const int side : {1, -1})
    canvas.panel(bodice.half_front(side, opening.low, opening.gap, opening.flare),
                 piece.cloth(3 * side), front_folds(bodice, side));
}

void draw_lapels(Canvas& canvas, const Piece& piece, const Opening& opening, bool peaked) {
  const double low = opening.low, gap = opening.gap;
  const double tip = peaked ? 47 : 43, tip_y = peaked ? 186 : 200;
  for (const int side : {1, -1}) {
    canvas.panel(HalfOutline{{21, 150}}
                   .curve({24, 170}, {gap + 14, low - 26}, {gap, low + 2})
                   .curve({gap + 12, low - 8}, {34, tip_y + 28}, {tip, tip_y})
                   .line({34, 190})
                   .curve({32, 178}, {30, 164}, {27, 152})
                   .closed(side),
                 piece.cloth(14 * side));
    canvas.panel(HalfOutline{{17, 147}}
                   .curve({24, 146}, {30, 152}, {33, 158})
                   .line({41, 178})
                   .line({34, 191})
                   .curve({29, 176}, {23, 164}, {17, 147})
                   .closed(side),
                 piece.cloth(-14 * side));
  }
}

void draw_flap_pockets(Canvas& canvas, const Piece& piece, double y, double near, double far) {
  for (const int side : {-1, 1})
    canvas.panel(HalfOutline{{near, y + 3}}
                   .line({far, y})
                   .line({far + 0.6, y + 11})
                   .curve({far - 6, y + 14}, {near + 8, y + 15}, {near, y + 14})
                   .closed(side),
                 piece.cloth());
}

void draw_buttons(Canvas& canvas, const Piece& piece, double x, double top, double bottom,
                  int count) {
  const auto horn = mix(darker(piece.color, 45), {0x5a, 0x42, 0x30}, 35);
  for (int i = 0; i < count; ++i)
    canvas.button({x, top + (bottom - top) * i / (count > 1 ? count - 1 : 1)}, 3.4, horn);
}

void draw_sash(Canvas& canvas, const Piece& piece, double width) {
  const Cloth sash{darker(piece.color, 8), Pattern::plain, 0};
  if (piece.worn) {
    for (const int side : {-1, 1})
      canvas.panel(HalfOutline{{width - 26, 300}}
                     .line({width, 296})
                     .line({width, 310})
                     .line({width - 27, 314})
                     .closed(side),
                   sash);
    return;
  }
  canvas.panel("M310 306q22 22 16 70l-10-2q4-42-14-62z", sash);
  canvas.panel(HalfOutline{{0, 298}}.line({width, 295}).line({width, 309}).line({0, 313}).both(),
               sash);
  canvas.panel("M293 294h18v22h-18zM297 298v14h10v-14z",
               {darker(piece.color, 35), Pattern::plain, 0});
}

void draw_cuff_line(Canvas& canvas, const Piece& piece, const Bodice& bodice) {
  const double s = bodice.shoulder, w = bodice.sleeve_width;
  for (const int side : {-1, 1}) {
    canvas.seam(HalfOutline{{s + 35 + w * 0.6, 378}}
                  .curve({s + 28, 383}, {s + 20, 384}, {s + 14, 382})
                  .open(side),
                piece.color);
    for (const double y : {386.0, 392.0})
      canvas.button({middle + side * (s + 31 + w * 0.4), y}, 1.5, darker(piece.color, 45));
  }
}

} // namespace

void draw_tailored(Canvas& canvas, const Piece& piece) {
  const auto detail = piece.design.detail;
  const bool coat = piece.design.garment == Garment::coat;
  const bool is_double = detail == 1 || (coat && detail == 2);
  auto bodice = outer_bodice(piece);
  bodice.hem = piece.design.length == Length::cropped ? 380 : 414;
  if (coat) {
    bodice.hem = piece.design.length == Length::cropped  ? 500
                 : piece.design.length == Length::longer ? 590
                                                         : 556;
    bodice.hem_width += 8;
  }
  const auto opening = opening_of(piece, coat ? 236 : detail == 2 ? 276 : 262, is_double ? 16 : 4);
  draw_fronts(canvas, piece, bodice, opening);
  draw_sleeves(canvas, piece, bodice);
  draw_cuff_line(canvas, piece, bodice);
  draw_lapels(canvas, piece, opening, is_double);
  const double top = opening.low + 12;
  if (piece.worn) {
    draw_buttons(canvas, piece, middle - opening.gap - 9, top, top + 34, 2);
  } else if (is_double) {
    for (const double x : {284.0, 316.0})
      draw_buttons(canvas, piece, x, top + 2, top + (coat ? 116 : 52), coat ? 4 : 2);
  } else {
    draw_buttons(canvas, piece, middle, top,
                 top
                   + (coat          ? 120
                      : detail == 2 ? 34
                                    : 0),
                 coat          ? 4
                 : detail == 2 ? 2
                               : 1);
  }
  draw_flap_pockets(canvas, piece, coat ? 352 : 344, 26, bodice.hem_width - 9);
  if (!coat)
    canvas.panel("M322 240l22-4l1 6l-22 4z", piece.cloth());
  if (coat && detail == 2) {
    for (const int side : {-1, 1}) {
      canvas.panel(HalfOutline{{31, 166}}
                     .line({bodice.shoulder - 2, 176})
                     .line({bodice.shoulder - 5, 184})
                     .line({32, 175})
                     .closed(side),
                   piece.cloth());
      canvas.seam(
        HalfOutline{{30, 212}}.curve({40, 222}, {48, 222}, {bodice.underarm, 214}).open(side),
        piece.color);
    }
    draw_sash(canvas, piece, bodice.hem_width - 6);
  }
}

void draw_padding(Canvas& canvas, const Piece& piece) {
  auto bodice = outer_bodice(piece);
  bodice.sleeve_width += 6;
  bodice.hem = piece.design.length == Length::longer    ? 424
               : piece.design.length == Length::cropped ? 356
                                                        : 384;
  bodice.underarm += 4;
  bodice.hem_width += 4;
  const auto opening = piece.worn ? Opening{176, 18, 26} : Opening{176, 0.5, 0.5};
  for (const int side : {-1, 1})
    canvas.panel(bodice.sleeve_outline(side), piece.plain());
  draw_fronts(canvas, piece, bodice, opening);
  // Down chambers: dark where they are sewn together, bright on their backs.
  for (const int side : {-1, 1}) {
    for (double y = 206; y < bodice.hem - 8; y += 27) {
      const double share = (y - 174) / (bodice.hem - 174);
      const double outer = y < 232 ? bodice.underarm + (232 - y) * 0.16
                                   : bodice.underarm + (bodice.hem_width - bodice.underarm) * share;
      const double inner = opening.gap + (opening.flare - opening.gap) * share;
      const auto quilt = HalfOutline{{inner, y}}.curve({outer * 0.4 + 6, y + 6},
                                                       {outer * 0.8, y + 5}, {outer - 1.5, y - 1});
      canvas.stroke(quilt.open(side), darker(piece.color, 50), 4, 0.22);
      canvas.stroke(quilt.open(side), darker(piece.color, 55), 1.1, 0.9);
      canvas.glow({middle + side * (inner + outer) / 2, y - 13}, (outer - inner) * 0.44, 7,
                  lighter(piece.color, 55), 0.5);
    }
    const double s = bodice.shoulder, w = bodice.sleeve_width, u = bodice.underarm;
    for (int i = 1; i < 8; ++i) {
      const double share = i / 8.0;
      const Point out{s + 5 + w * 0.9 + 26 * share, 184 + 208 * share},
        in{u + 1 + (s + 14 - u) * share, 222 + 174 * share};
      const auto quilt = HalfOutline{in}.curve({in.x + 8, in.y + 6}, {out.x - 8, out.y + 8}, out);
      canvas.stroke(quilt.open(side), darker(piece.color, 55), 1.1, 0.9);
      canvas.glow({middle + side * (in.x + out.x) / 2, (in.y + out.y) / 2 - 9}, 13, 6,
                  lighter(piece.color, 55), 0.5);
    }
  }
  for (const int side : {-1, 1}) {
    const double top = piece.design.detail == 1 ? 122 : 134;
    canvas.panel(
      HalfOutline{{piece.worn ? 12.0 : 0.5, top + 5}}
        .curve({10, top}, {22, top}, {28, top + 3})
        .curve({31, 152}, {32, 160}, {34, 168})
        .curve({24, 176}, {opening.gap + 6, 180}, {opening.gap, 180})
        .closed(side),
      piece.cloth(),
      HalfOutline{{opening.gap + 2, 158}}.curve({16, 162}, {26, 158}, {31, 154}).open(side));
    canvas.panel(bodice.cuff(side, 9), {piece.color, Pattern::rib, 0});
    if (piece.design.detail == 2)
      canvas.panel(
        HalfOutline{{24, 300}}.line({48, 296}).line({49, 336}).line({25, 340}).closed(side),
        piece.cloth(), HalfOutline{{25, 312}}.line({48, 308}).open(side));
    else
      canvas.stroke(HalfOutline{{34, 300}}.line({46, 336}).open(side), darker(piece.color, 60), 1.6,
                    0.8);
    canvas.stroke(HalfOutline{{opening.gap, 140}}
                    .line({opening.gap, 178})
                    .line({opening.flare, bodice.hem + 4})
                    .open(side),
                  steel, 1.2, 0.9);
  }
}

namespace {

void draw_flight_work(Canvas& canvas, const Piece& piece, const Bodice& bodice) {
  for (const int side : {-1, 1})
    canvas.panel(
      HalfOutline{{26, 306}}.line({44, 326}).line({42, 330}).line({23, 310}).closed(side),
      piece.cloth());
  if (piece.design.detail == 1)
    canvas.panel("M" + number(middle + bodice.shoulder + 8) + " 252l13 2l2 24l-13-1z",
                 {darker(piece.color, 14), Pattern::plain, 0});
  if (piece.design.detail == 2) {
    const auto ink = accent_of(piece.color);
    canvas.stroke("M324 222h14q9 0 9 7q0 6-8 7q9 1 9 8q0 8-10 8h-14M330 222v30M330 236h9", ink, 4.6,
                  0.95);
  }
}

void draw_denim_jacket_work(Canvas& canvas, const Piece& piece, const Bodice& bodice,
                            const Opening& opening) {
  const Rgb thread = mix(piece.color, {0xc9, 0x8f, 0x4a}, 75);
  const bool work = piece.design.detail == 2;
  for (const int side : {-1, 1}) {
    canvas.glow({middle + side * 36.0, 300}, 14, 50, lighter(piece.color, 55), 0.35);
    canvas.stroke(HalfOutline{{opening.gap + 8, 216}}.line({bodice.underarm - 1, 213}).open(side),
                  thread, 0.9, 0.9);
    canvas.panel(
      HalfOutline{{24, 214}}.line({46, 213}).line({46, 222}).line({35, 230}).line({24, 223}).closed(
        side),
      piece.cloth());
    canvas.stroke(
      HalfOutline{{26, 216}}.line({26, 222}).line({35, 228}).line({44, 221}).line({44, 215}).open(
        side),
      thread, 0.7, 0.9);
    canvas.button({middle + side * 35.0, 224}, 1.9, {0xb0, 0x98, 0x78});
    if (work) {
      canvas.panel(
        HalfOutline{{22, 318}}.line({48, 316}).line({49, 356}).line({23, 358}).closed(side),
        piece.cloth());
      canvas.stroke(HalfOutline{{22, 324}}.line({48, 322}).open(side), thread, 0.8, 0.9);
    } else {
      canvas.stroke(
        HalfOutline{{24, 230}}.line({20 + opening.flare * 0.3, bodice.hem - 12}).open(side), thread,
        0.8, 0.8);
      canvas.stroke(
        HalfOutline{{46, 230}}.line({38 + opening.flare * 0.2, bodice.hem - 12}).open(side), thread,
        0.8, 0.8);
    }
    canvas.stroke(HalfOutline{{opening.flare + 2, bodice.hem - 10}}
                    .line({bodice.hem_width, bodice.hem - 15})
                    .open(side),
                  thread, 0.9, 0.9);
  }
  const double x = middle - opening.gap - (piece.worn ? 5 : -3);
  draw_buttons(canvas, {piece.design, {0xb8, 0x9a, 0x70}, piece.worn}, x, 196, bodice.hem - 6, 6);
  for (const int side : {1, -1}) {
    canvas.panel(HalfOutline{{piece.worn ? 15.0 : 1.0, 172}}
                   .curve({10, 162}, {18, 154}, {22, 146})
                   .line({33, 156})
                   .line({37, 182})
                   .curve({26, 186}, {14, 182}, {piece.worn ? 15.0 : 1.0, 172})
                   .closed(side),
                 piece.cloth(20 * side));
    canvas.stroke(HalfOutline{{piece.worn ? 17.0 : 4.0, 174}}
                    .curve({14, 179}, {26, 183}, {35, 180})
                    .line({31, 158})
                    .open(side),
                  thread, 0.7, 0.9);
  }
}

} // namespace

void draw_jacket(Canvas& canvas, const Piece& piece) {
  auto bodice = outer_bodice(piece);
  bodice.hem = piece.design.length == Length::cropped ? 346 : 372;
  const bool denim = piece.design.garment == Garment::denim_jacket;
  const auto opening = piece.worn ? Opening{176, 17, 24} : Opening{176, 0.5, 0.5};
  draw_fronts(canvas, piece, bodice, opening);
  const bool varsity = !denim && piece.design.detail == 2;
  auto sleeves = piece;
  if (varsity)
    sleeves.color = brightness(piece.color) > 170 ? darker(piece.color, 55) : Rgb{0xef, 0xe6, 0xd3};
  draw_sleeves(canvas, sleeves, bodice);
  if (denim) {
    draw_cuffs(canvas, piece, bodice, 12, piece.cloth());
    draw_denim_jacket_work(canvas, piece, bodice, opening);
    return;
  }
  const Cloth rib{varsity ? sleeves.color : darker(piece.color, 12), Pattern::rib, 0};
  for (const int side : {1, -1}) {
    canvas.panel(bodice.cuff(side, 18), rib);
    canvas.panel(HalfOutline{{opening.flare, bodice.hem - 12}}
                   .line({bodice.hem_width, bodice.hem - 16})
                   .line({bodice.hem_width - 5, bodice.hem + 6})
                   .line({opening.flare, bodice.hem + 10})
                   .closed(side),
                 rib);
    canvas.panel(HalfOutline{{opening.gap, 180}}
                   .curve({opening.gap + 8, 174}, {22, 164}, {22, 149})
                   .line({31, 155})
                   .curve({31, 172}, {20, 186}, {opening.gap, 194})
                   .closed(side),
                 rib);
    canvas.stroke(HalfOutline{{opening.gap, 190}}.line({opening.flare, bodice.hem + 6}).open(side),
                  steel, 1.4);
  }
  if (varsity)
    draw_buttons(canvas, {piece.design, lighter(sleeves.color, 30), piece.worn},
                 middle - opening.gap - 6, 208, bodice.hem - 24, 5);
  draw_flight_work(canvas, piece, bodice);
}

} // namespace baro
