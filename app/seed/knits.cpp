#include "app/seed/bodice.hpp"

namespace baro {

namespace {

void draw_turtleneck(Canvas& canvas, const Piece& piece) {
  canvas.panel(HalfOutline{{0, 136}}
                 .curve({12, 136}, {20, 137}, {22, 140})
                 .curve({23, 150}, {24, 158}, {27, 166})
                 .curve({18, 174}, {8, 175}, {0, 175})
                 .both(),
               {piece.color, Pattern::rib, 0}, "M279 154Q300 162 321 154");
  if (!piece.worn)
    canvas.panel("M279 139Q300 132 321 139Q300 146 279 139Z",
                 {darker(piece.color, 38), Pattern::plain, 0});
}

} // namespace

void draw_knit(Canvas& canvas, const Piece& piece) {
  auto bodice = Bodice::of(piece);
  const bool vest = piece.design.garment == Garment::vest;
  const bool turtle = !vest && piece.design.detail == 2;
  bodice.pointed = vest ? piece.design.detail != 1 : piece.design.detail == 1;
  bodice.neck = 24;
  bodice.neck_drop = bodice.pointed ? 48 : 18;
  if (vest) {
    bodice.sleeve = Sleeve::none;
    bodice.shoulder = 48 + piece.ease() * 0.4;
    bodice.hem = 352;
  }
  auto body = piece;
  body.worn = piece.worn || turtle;
  draw_bodice(canvas, body, bodice, true);
  if (vest) {
    const double s = bodice.shoulder, u = bodice.underarm;
    for (const int side : {-1, 1})
      canvas.panel(HalfOutline{{s - 5, 170}}
                     .line({s + 2, 175})
                     .curve({s - 6, 192}, {s - 8, 214}, {u + 3, 232})
                     .line({u - 5, 237})
                     .curve({s - 17, 216}, {s - 14, 190}, {s - 5, 170})
                     .closed(side),
                   {piece.color, Pattern::rib, 0});
    if (piece.design.detail == 2) {
      canvas.stroke(HalfOutline{{31, 160}}.curve({26, 180}, {14, 198}, {0, 214}).open(1),
                    accent_of(piece.color), 2.2, 0.9);
      canvas.stroke(HalfOutline{{31, 160}}.curve({26, 180}, {14, 198}, {0, 214}).open(-1),
                    accent_of(piece.color), 2.2, 0.9);
    }
  }
  if (turtle)
    draw_turtleneck(canvas, piece);
  else
    canvas.panel(bodice.neckband(8), {piece.color, Pattern::rib, 0});
}

void draw_cardigan(Canvas& canvas, const Piece& piece) {
  auto bodice = Bodice::of(piece);
  const bool round = piece.design.detail == 1;
  const double low = round ? 178 : 232;
  const double hem = bodice.hem, w = bodice.hem_width, u = bodice.underarm;
  // Worn open; by itself it is buttoned.
  const double gap = piece.worn ? 19 : -3;
  const double flare = piece.worn ? 27 : -3;
  const Cloth rib{piece.color, Pattern::rib, 0};
  if (!piece.worn) {
    bodice.neck_drop = low - bodice.neck_top;
    bodice.pointed = !round;
    draw_back(canvas, piece, bodice);
  }
  for (const int side : {1, -1}) {
    const auto folds
      = HalfOutline{{u - 5, 242}}.curve({u - 14, 256}, {u - 20, 264}, {u - 26, 268}).open(side)
        + HalfOutline{{w * 0.66, hem - 70}}
            .curve({w * 0.6, hem - 40}, {w * 0.7, hem - 20}, {w * 0.64, hem})
            .open(side);
    canvas.panel(bodice.half_front(side, low, gap, flare), piece.cloth(), folds);
  }
  draw_sleeves(canvas, piece, bodice);
  for (const int side : {1, -1}) {
    canvas.panel(bodice.cuff(side, 16), rib);
    canvas.panel(HalfOutline{{flare, hem - 11}}
                   .line({w + 0.5, hem - 15})
                   .line({w - 3, hem + 4})
                   .curve({w * 0.7, hem + 8}, {w * 0.5, hem + 9}, {flare, hem + 9})
                   .closed(side),
                 rib);
    canvas.panel(HalfOutline{{21, 150}}
                   .line({29, 154})
                   .curve({28, 178}, {gap + 14, low - 10}, {gap + 7, low + 4})
                   .line({flare + 7, hem + 9})
                   .line({flare, hem + 9})
                   .line({gap, low})
                   .curve({gap + 8, low - 18}, {21, 176}, {21, 150})
                   .closed(side),
                 rib);
    if (piece.design.detail == 2)
      canvas.panel(HalfOutline{{14 + flare * 0.5, 318}}
                     .line({38, 318})
                     .line({38, 350})
                     .curve({30, 354}, {20, 354}, {14 + flare * 0.5, 350})
                     .closed(side),
                   piece.cloth());
  }
  const auto horn = mix(darker(piece.color, 40), {0x8a, 0x6a, 0x4a}, 40);
  for (double y = low + 8; y < hem; y += 32)
    canvas.button({middle + gap + (flare - gap) * (y - low) / (hem - low) + 3.5, y}, 3.2, horn);
}

} // namespace baro
