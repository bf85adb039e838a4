#include "app/seed/bodice.hpp"

namespace baro {

Bodice Bodice::of(const Piece& piece) {
  const double ease = piece.ease();
  Bodice bodice;
  bodice.shoulder = 57 + ease * 0.75;
  bodice.underarm = 47 + ease * 0.95;
  bodice.hem_width = 45 + ease;
  bodice.sleeve_width = ease * 0.45;
  switch (piece.design.length) {
    case Length::cropped: bodice.hem = 338; break;
    case Length::regular: bodice.hem = 386; break;
    case Length::longer: bodice.hem = 412; break;
  }
  return bodice;
}

std::string Bodice::front() const {
  const double low = neck_top + neck_drop;
  HalfOutline half{{0, low}};
  if (pointed)
    half.curve({neck * 0.4, low - neck_drop * 0.45}, {neck * 0.8, neck_top + 8}, {neck, neck_top});
  else
    half.curve({neck * 0.62, low}, {neck * 0.98, low - neck_drop * 0.45}, {neck, neck_top});
  half.curve({neck + 12, neck_top + 5}, {shoulder - 12, 165}, {shoulder, 174});
  if (sleeve == Sleeve::none)
    half.curve({shoulder - 9, 190}, {shoulder - 12, 214}, {underarm, 232});
  else
    half.curve({shoulder - 2, 192}, {underarm - 3, 214}, {underarm, 232});
  half.curve({underarm - 3, 280}, {hem_width - 3, hem - 60}, {hem_width, hem});
  half.curve({hem_width * 0.6, hem + 5}, {hem_width * 0.3, hem + 6}, {0, hem + 6});
  return half.both();
}

std::string Bodice::half_front(int side, double low, double gap, double flare) const {
  return HalfOutline{{24, 153}}
    .curve({34, 160}, {shoulder - 12, 166}, {shoulder, 174})
    .curve({shoulder - 2, 192}, {underarm - 3, 214}, {underarm, 232})
    .curve({underarm - 3, 280}, {hem_width - 3, hem - 60}, {hem_width, hem})
    .curve({hem_width * 0.7, hem + 5}, {hem_width * 0.5, hem + 6}, {flare, hem + 6})
    .line({gap, low})
    .curve({gap + 8, low - 18}, {23, 176}, {24, 153})
    .closed(side);
}

std::string Bodice::back() const {
  HalfOutline half{{0, neck_top - 3}};
  half.curve({neck * 0.6, neck_top - 3}, {neck, neck_top - 3}, {neck, neck_top});
  half.curve({neck, neck_top + neck_drop * 0.7}, {neck * 0.6, neck_top + neck_drop + 2},
             {0, neck_top + neck_drop + 2});
  return half.both();
}

std::string Bodice::sleeve_outline(int side) const {
  HalfOutline half{{shoulder - 3, 172}};
  const double w = sleeve_width;
  if (sleeve == Sleeve::half) {
    half.curve({shoulder + 9 + w, 178}, {shoulder + 18 + w, 215}, {shoulder + 25 + w, 262});
    half.curve({shoulder + 18, 268}, {shoulder + 6, 272}, {shoulder - 1 - w * 0.4, 271});
    half.curve({underarm + 1, 255}, {underarm - 1, 245}, {underarm - 2, 234});
  } else {
    half.curve({shoulder + 12 + w, 182}, {shoulder + 19 + w, 250}, {shoulder + 27 + w, 310});
    half.curve({shoulder + 31 + w, 340}, {shoulder + 35 + w * 0.7, 375},
               {shoulder + 36 + w * 0.5, 399});
    half.curve({shoulder + 30, 404}, {shoulder + 22, 405}, {shoulder + 15 - w * 0.2, 402});
    half.curve({shoulder + 12 - w * 0.3, 360}, {shoulder + 2, 320}, {underarm + 4, 280});
    half.curve({underarm + 1, 262}, {underarm - 2, 248}, {underarm - 2, 234});
  }
  half.curve({underarm - 4, 212}, {shoulder - 8, 192}, {shoulder - 3, 172});
  return half.closed(side);
}

std::string Bodice::cuff(int side, double height) const {
  const double w = sleeve_width;
  HalfOutline half{{shoulder + 35 + w * 0.5, 398 - height}};
  half.curve({shoulder + 36 + w * 0.3, 392}, {shoulder + 35, 397}, {shoulder + 33.5, 404});
  half.curve({shoulder + 28, 407}, {shoulder + 22, 408}, {shoulder + 17, 406});
  half.curve({shoulder + 16, 400}, {shoulder + 15 - w * 0.2, 396},
             {shoulder + 14 - w * 0.3, 401 - height});
  half.curve({shoulder + 20, 404 - height}, {shoulder + 29, 403 - height},
             {shoulder + 35 + w * 0.5, 398 - height});
  return half.closed(side);
}

std::string Bodice::hem_band(double height) const {
  HalfOutline half{{0, hem + 5 - height}};
  half.curve({hem_width * 0.4, hem + 5 - height}, {hem_width * 0.8, hem + 3 - height},
             {hem_width + 0.5, hem - height});
  half.curve({hem_width + 1, hem - height * 0.5}, {hem_width - 2, hem}, {hem_width - 4, hem + 4});
  half.curve({hem_width * 0.6, hem + 9}, {hem_width * 0.3, hem + 10}, {0, hem + 10});
  return half.both();
}

std::string Bodice::neckband(double width) const {
  const double low = neck_top + neck_drop;
  HalfOutline half{{0, low}};
  if (pointed) {
    half.curve({neck * 0.4, low - neck_drop * 0.45}, {neck * 0.8, neck_top + 8},
               {neck, neck_top - 1});
    half.line({neck + width * 0.9, neck_top + 2});
    half.curve({neck * 0.8 + width, neck_top + 12},
               {neck * 0.4 + width, low - neck_drop * 0.4 + width}, {0, low + width * 1.5});
  } else {
    half.curve({neck * 0.62, low}, {neck * 0.98, low - neck_drop * 0.45}, {neck, neck_top - 1});
    half.line({neck + width * 0.9, neck_top + 2});
    half.curve({neck + width * 0.9, low - neck_drop * 0.3}, {neck * 0.7 + width * 0.6, low + width},
               {0, low + width});
  }
  return half.both();
}

void draw_back(Canvas& canvas, const Piece& piece, const Bodice& bodice) {
  if (piece.worn)
    return;
  canvas.panel(bodice.back(), {darker(piece.color, 30), Pattern::plain, 0});
  canvas.shape("M293 157h14v8h-14z", lighter(piece.color, 70), 0.8);
}

void draw_sleeves(Canvas& canvas, const Piece& piece, const Bodice& bodice) {
  if (bodice.sleeve == Sleeve::none || piece.covered)
    return;
  for (const int side : {-1, 1}) {
    const double s = bodice.shoulder, u = bodice.underarm;
    HalfOutline folds{{u + 2, 236}};
    if (bodice.sleeve == Sleeve::half)
      folds.curve({u + 8, 244}, {s + 12, 252}, {s + 16, 262});
    else
      folds.curve({u + 10, 262}, {s + 16, 280}, {s + 22, 306})
        .line({s + 12, 300})
        .curve({s + 18, 330}, {s + 24, 350}, {s + 32, 352});
    canvas.panel(bodice.sleeve_outline(side), piece.cloth(-12 * side), folds.open(side));
  }
}

void draw_cuffs(Canvas& canvas, const Piece& piece, const Bodice& bodice, double height,
                const Cloth& cloth) {
  if (piece.covered)
    return;
  for (const int side : {-1, 1})
    canvas.panel(bodice.cuff(side, height), cloth);
}

void draw_ribs(Canvas& canvas, const Piece& piece, const Bodice& bodice) {
  const Cloth rib{piece.color, Pattern::rib, 0};
  if (bodice.sleeve == Sleeve::full)
    draw_cuffs(canvas, piece, bodice, 16, rib);
  canvas.panel(bodice.hem_band(17), rib);
}

void draw_bodice(Canvas& canvas, const Piece& piece, const Bodice& bodice, bool ribbed) {
  const double w = bodice.hem_width, u = bodice.underarm, hem = bodice.hem;
  draw_back(canvas, piece, bodice);
  const auto folds
    = HalfOutline{{u - 4, 240}}.curve({u - 14, 252}, {u - 20, 262}, {u - 34, 268}).open(1)
      + HalfOutline{{u - 6, 246}}.curve({u - 12, 262}, {u - 20, 274}, {u - 26, 276}).open(-1)
      + HalfOutline{{w * 0.5, hem - 62}}
          .curve({w * 0.55, hem - 40}, {w * 0.4, hem - 20}, {w * 0.46, hem - 2})
          .open(1)
      + HalfOutline{{w * 0.62, hem - 76}}
          .curve({w * 0.5, hem - 44}, {w * 0.66, hem - 24}, {w * 0.55, hem - 4})
          .open(-1);
  canvas.panel(bodice.front(), piece.cloth(), folds);
  draw_sleeves(canvas, piece, bodice);
  if (ribbed)
    draw_ribs(canvas, piece, bodice);
}

void draw_placket(Canvas& canvas, const Piece& piece, double top, double bottom) {
  canvas.seam("M296 " + number(top) + 'V' + number(bottom), piece.color);
  canvas.seam("M304 " + number(top) + 'V' + number(bottom), piece.color);
  const auto button = brightness(piece.color) > 150 ? lighter(piece.color, 60)
                                                    : mix(piece.color, {230, 220, 200}, 45);
  for (double y = top + 8; y < bottom - 6; y += 34)
    canvas.button({300, y}, 2.4, button);
}

void draw_shirt_collar(Canvas& canvas, const Piece& piece) {
  if (!piece.worn)
    canvas.panel("M277 154Q300 146 323 154L318 163Q300 172 282 163Z",
                 {darker(piece.color, 18), Pattern::plain, 0});
  const auto right = HalfOutline{{0, 172}}
                       .curve({7, 166}, {15, 158}, {20, 149})
                       .curve({24, 150}, {27, 153}, {28, 156})
                       .curve({29, 166}, {27, 178}, {24, 190})
                       .curve({16, 186}, {7, 178}, {0, 172});
  for (const int side : {-1, 1}) {
    canvas.panel(right.closed(side), piece.plain());
    canvas.stitches(
      HalfOutline{{2, 173}}.curve({9, 179}, {16, 184}, {22.5, 187}).line({26, 164}).open(side),
      piece.color);
  }
  if (piece.design.detail == 2) {
    canvas.button({277.5, 186}, 1.4, lighter(piece.color, 60));
    canvas.button({322.5, 186}, 1.4, lighter(piece.color, 60));
  }
}

} // namespace baro
