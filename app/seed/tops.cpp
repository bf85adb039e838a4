#include "app/seed/bodice.hpp"

namespace baro {

namespace {

/// A pocket on the wearer's left chest.
void draw_chest_pocket(Canvas& canvas, const Piece& piece) {
  canvas.panel("M315 214h24v24q-12 6-24 0z", piece.cloth());
  canvas.stitches("M315 218h24", piece.color);
}

void draw_print(Canvas& canvas, const Piece& piece) {
  const auto ink = accent_of(piece.color);
  canvas.shape("M268 218h64v3h-64zM276 254h48v2h-48z", ink, 0.85);
  canvas.shape("M300 225a12 12 0 1 1-.1 0zM300 229a8 8 0 1 0 .1 0z", ink, 0.9);
  canvas.shape("M272 230h10v14h-10zM318 230h10v14h-10z", ink, 0.75);
}

void draw_bow(Canvas& canvas, const Piece& piece) {
  const auto tail = HalfOutline{{1, 176}}
                      .curve({8, 200}, {12, 225}, {10, 250})
                      .line({19, 246})
                      .curve({18, 220}, {12, 195}, {3, 174});
  const auto loop = HalfOutline{{1, 172}}
                      .curve({14, 158}, {30, 160}, {31, 170})
                      .curve({31, 184}, {14, 182}, {1, 175});
  for (const int side : {-1, 1}) {
    canvas.panel(tail.closed(side), piece.plain());
    canvas.panel(loop.closed(side), piece.plain(), loop.open(side));
  }
  canvas.panel("M295 168h10q3 5 0 11h-10q-3-6 0-11z", piece.plain());
}

/// Gathered at the shoulder and above the wrist.
void draw_puffed(Canvas& canvas, const Piece& piece, const Bodice& b) {
  for (const int side : {-1, 1}) {
    const double s = b.shoulder, u = b.underarm;
    const auto puff = HalfOutline{{s - 6, 172}}
                        .curve({s + 14, 160}, {s + 32, 190}, {s + 36, 240})
                        .curve({s + 44, 290}, {s + 48, 340}, {s + 32, 378})
                        .line({s + 14, 380})
                        .curve({s - 2, 340}, {u, 290}, {u - 2, 234})
                        .closed(side);
    const auto folds
      = HalfOutline{{s + 4, 174}}.curve({s + 12, 200}, {s + 12, 230}, {s + 8, 260}).open(side)
        + HalfOutline{{s + 26, 376}}.curve({s + 26, 350}, {s + 34, 330}, {s + 34, 300}).open(side)
        + HalfOutline{{s + 19, 377}}.curve({s + 16, 350}, {s + 14, 330}, {s + 10, 310}).open(side);
    canvas.panel(puff, piece.cloth(-10 * side), folds);
    canvas.panel(HalfOutline{{s + 34, 376}}
                   .line({s + 35, 398})
                   .line({s + 15, 400})
                   .line({s + 12, 379})
                   .closed(side),
                 piece.plain());
  }
}

} // namespace

void draw_tee(Canvas& canvas, const Piece& piece) {
  auto bodice = Bodice::of(piece);
  const bool is_long = piece.design.garment == Garment::long_sleeve;
  bodice.sleeve = is_long ? Sleeve::full : Sleeve::half;
  bodice.pointed = piece.design.detail == 1;
  bodice.neck = 23;
  bodice.neck_drop = bodice.pointed ? 36 : 17;
  draw_bodice(canvas, piece, bodice, false);
  canvas.panel(bodice.neckband(5.5), {piece.color, Pattern::rib, 0});
  const auto hem = bodice.hem, w = bodice.hem_width;
  canvas.stitches(
    HalfOutline{{w - 1, hem - 5}}.curve({w * 0.6, hem}, {w * 0.3, hem + 1}, {0, hem + 1}).open(1),
    piece.color);
  canvas.stitches(
    HalfOutline{{w - 1, hem - 5}}.curve({w * 0.6, hem}, {w * 0.3, hem + 1}, {0, hem + 1}).open(-1),
    piece.color);
  if (piece.design.detail == 2)
    draw_chest_pocket(canvas, piece);
  else if (piece.design.detail == 0 && piece.design.pattern == Pattern::plain
           && piece.design.fit == Fit::oversized)
    draw_print(canvas, piece);
}

void draw_shirt(Canvas& canvas, const Piece& piece) {
  const bool blouse = piece.design.garment == Garment::blouse;
  auto bodice = Bodice::of(piece);
  bodice.neck_drop = 18;
  if (blouse && piece.design.detail == 2) {
    auto body = bodice;
    body.sleeve = Sleeve::none;
    body.neck = 26;
    body.neck_drop = 26;
    draw_bodice(canvas, piece, body, false);
    draw_puffed(canvas, piece, bodice);
    canvas.panel(body.neckband(4), piece.plain());
    canvas.seam("M300 182V240", piece.color);
    for (double y = 190; y < 240; y += 14)
      canvas.button({300, y}, 2, lighter(piece.color, 55));
    return;
  }
  draw_bodice(canvas, piece, bodice, false);
  draw_placket(canvas, piece, 176, bodice.hem + 4);
  draw_cuffs(canvas, piece, bodice, 15, piece.plain());
  for (const int side : {-1, 1}) {
    canvas.seam(
      HalfOutline{{22, 160}}.curve({30, 176}, {42, 182}, {bodice.shoulder - 3, 184}).open(side),
      piece.color);
  }
  if (!blouse && piece.design.detail != 0)
    draw_chest_pocket(canvas, piece);
  draw_shirt_collar(canvas, piece);
  if (blouse && piece.design.detail == 1)
    draw_bow(canvas, piece);
}

void draw_sweatshirt(Canvas& canvas, const Piece& piece) {
  auto bodice = Bodice::of(piece);
  const bool hooded = piece.design.garment == Garment::hoodie;
  const bool zipped = piece.design.detail == 1;
  if (hooded) {
    // The hood lies on the shoulders, behind the neck.
    canvas.panel(HalfOutline{{0, 133}}
                   .curve({22, 131}, {41, 140}, {42, 160})
                   .curve({38, 172}, {20, 182}, {0, 184})
                   .both(),
                 piece.cloth());
    if (!piece.worn)
      canvas.panel(HalfOutline{{0, 142}}
                     .curve({16, 141}, {27, 147}, {27, 157})
                     .curve({22, 170}, {8, 180}, {0, 182})
                     .both(),
                   {darker(piece.color, 34), Pattern::plain, 0}, "M284 150Q300 158 316 150");
  }
  bodice.neck = 24;
  bodice.neck_drop = hooded ? 30 : 18;
  bodice.pointed = hooded;
  auto body = piece;
  body.worn = body.worn || hooded;
  draw_bodice(canvas, body, bodice, true);
  if (hooded) {
    for (const int side : {-1, 1})
      canvas.panel(HalfOutline{{24, 146}}
                     .curve({38, 146}, {44, 156}, {40, 166})
                     .curve({30, 180}, {14, 190}, {0, 196})
                     .curve({4, 184}, {20, 172}, {24, 146})
                     .closed(side),
                   piece.cloth());
    for (const int side : {-1, 1}) {
      canvas.stroke(HalfOutline{{11, 186}}.curve({13, 205}, {11, 220}, {12, 236}).open(side),
                    lighter(piece.color, 65), 2);
      canvas.stroke(HalfOutline{{12, 234}}.line({12, 240}).open(side), {0x8a, 0x84, 0x80}, 2.6);
    }
    canvas.panel(HalfOutline{{0, 304}}
                   .line({30, 304})
                   .curve({33, 320}, {40, 332}, {42, 340})
                   .line({42, 366})
                   .line({0, 368})
                   .both(),
                 piece.cloth());
    if (piece.design.detail == 2)
      draw_print(canvas, piece);
  } else {
    canvas.panel(bodice.neckband(8), {piece.color, Pattern::rib, 0});
    if (piece.design.detail == 0)
      canvas.seam("M292 182L300 196L308 182", piece.color);
    if (piece.design.detail == 2) {
      canvas.shape("M280 232q20-16 40 0q-20 14-40 0z", accent_of(piece.color), 0.9);
      canvas.stroke("M284 246h32", accent_of(piece.color), 1.6, 0.8);
    }
  }
  if (zipped) {
    const double bottom = hooded ? bodice.hem + 8 : 236;
    canvas.stroke("M300 184V" + number(bottom), {0x4a, 0x4a, 0x50}, 3.4, 0.8);
    canvas.stroke("M300 184V" + number(bottom), {0xd8, 0xd6, 0xd2}, 1.4);
    canvas.panel("M298 200h4l1 12h-6z", {{0xb8, 0xb6, 0xb2}, Pattern::plain, 0});
  }
}

} // namespace baro
