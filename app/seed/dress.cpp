#include "app/seed/bodice.hpp"

namespace baro {

namespace {

/// From the waist down.
std::string skirt_outline(double waist, double width, double hem) {
  return HalfOutline{{0, 290}}
    .line({waist, 288})
    .curve({waist + 4, 330}, {width * 0.8, 420}, {width, hem})
    .curve({width * 0.7, hem + 12}, {width * 0.35, hem + 14}, {0, hem + 14})
    .both();
}

std::string skirt_folds(double waist, double width, double hem) {
  std::string folds;
  for (const double share : {0.22, 0.5, 0.78})
    for (const int side : {-1, 1})
      folds += HalfOutline{{waist * share + side, 298}}
                 .curve({waist * share + 4, 360}, {width * share * 0.8, 460},
                        {width * (share + side * 0.03), hem + 6})
                 .open(side);
  return folds;
}

/// From the neckline to the waist.
std::string upper_outline(const Bodice& bodice, double waist) {
  const double low = bodice.neck_top + bodice.neck_drop;
  return HalfOutline{{0, low}}
    .curve({bodice.neck * 0.62, low}, {bodice.neck * 0.98, low - bodice.neck_drop * 0.45},
           {bodice.neck, bodice.neck_top})
    .curve({bodice.neck + 12, 160}, {bodice.shoulder - 12, 165}, {bodice.shoulder, 174})
    .curve({bodice.shoulder - 3, 192}, {bodice.underarm - 3, 214}, {bodice.underarm, 232})
    .curve({bodice.underarm - 3, 256}, {waist + 1, 270}, {waist, 292})
    .line({0, 294})
    .both();
}

void draw_flared(Canvas& canvas, const Piece& piece) {
  auto bodice = Bodice::of(piece);
  bodice.sleeve = Sleeve::half;
  bodice.neck = 27;
  bodice.neck_drop = 26;
  bodice.shoulder = 57;
  bodice.underarm = 47;
  const double waist = 39 + piece.ease() * 0.3, width = 84 + piece.ease(), hem = 596;
  draw_back(canvas, piece, bodice);
  canvas.panel(skirt_outline(waist, width, hem), piece.cloth(), skirt_folds(waist, width, hem));
  canvas.panel(upper_outline(bodice, waist), piece.cloth(),
               "M262 246Q276 256 286 262M338 246Q324 256 314 262M266 286Q272 270 276 264M334 "
               "286Q328 270 324 264");
  draw_sleeves(canvas, piece, bodice);
  canvas.panel(bodice.neckband(4), piece.plain());
  canvas.panel(
    HalfOutline{{0, 285}}.line({waist + 1, 283}).line({waist + 1, 295}).line({0, 298}).both(),
    piece.plain());
}

void draw_shirt_dress(Canvas& canvas, const Piece& piece) {
  auto bodice = Bodice::of(piece);
  bodice.neck_drop = 18;
  const double waist = 43 + piece.ease() * 0.4, width = 64 + piece.ease() * 0.6, hem = 590;
  draw_back(canvas, piece, bodice);
  canvas.panel(skirt_outline(waist, width, hem), piece.cloth(), skirt_folds(waist, width, hem));
  canvas.panel(upper_outline(bodice, waist), piece.cloth(),
               "M258 250Q274 262 284 270M342 250Q326 262 316 270");
  draw_sleeves(canvas, piece, bodice);
  draw_cuffs(canvas, piece, bodice, 15, piece.plain());
  draw_placket(canvas, piece, 176, hem + 12);
  draw_shirt_collar(canvas, piece);
  canvas.panel(
    HalfOutline{{0, 286}}.line({waist + 2, 284}).line({waist + 2, 297}).line({0, 299}).both(),
    {darker(piece.color, 12), Pattern::plain, 0});
  canvas.panel("M300 292q14 20 10 64l-9 1q3-38-8-62z",
               {darker(piece.color, 12), Pattern::plain, 0});
  canvas.panel("M293 283h16v17h-16z", {darker(piece.color, 20), Pattern::plain, 0});
}

void draw_slip(Canvas& canvas, const Piece& piece) {
  const double width = 58 + piece.ease() * 0.6, hem = 626;
  if (!piece.worn)
    canvas.panel(HalfOutline{{0, 214}}.line({38, 210}).line({44, 236}).line({0, 240}).both(),
                 {darker(piece.color, 30), Pattern::plain, 0});
  for (const int side : {-1, 1})
    canvas.stroke(HalfOutline{{33, 158}}.curve({32, 176}, {32, 190}, {31, 204}).open(side),
                  darker(piece.color, 12), 2.2);
  const auto outline = HalfOutline{{0, 228}}
                         .curve({12, 222}, {24, 212}, {31, 202})
                         .curve({36, 214}, {42, 224}, {46, 236})
                         .curve({44, 262}, {38, 276}, {38, 296})
                         .curve({42, 340}, {50, 372}, {52, 396})
                         .curve({54, 460}, {width, 540}, {width, hem})
                         .curve({width * 0.7, hem + 9}, {width * 0.3, hem + 11}, {0, hem + 11})
                         .both();
  canvas.panel(outline, piece.cloth(18),
               "M268 250Q284 262 296 266M332 252Q318 264 306 268M264 330Q300 352 330 350M268 "
               "372Q300 396 340 392"
               "M284 420Q276 520 270 620M318 430Q326 520 330 624M300 460Q302 540 298 630");
  canvas.glow({286, 340}, 12, 70, lighter(piece.color, 70), 0.4);
  canvas.glow({314, 500}, 8, 90, lighter(piece.color, 70), 0.35);
  for (const int side : {-1, 1})
    canvas.seam(HalfOutline{{0, 231}}.curve({12, 225}, {24, 215}, {32, 206}).open(side),
                piece.color);
}

} // namespace

void draw_dress(Canvas& canvas, const Piece& piece) {
  switch (piece.design.detail) {
    case 0: return draw_flared(canvas, piece);
    case 1: return draw_shirt_dress(canvas, piece);
    default: return draw_slip(canvas, piece);
  }
}

} // namespace baro
