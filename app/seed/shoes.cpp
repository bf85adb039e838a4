#include "app/seed/garments.hpp"

namespace baro {

namespace {

/// What is under the foot, by kind and detail.
Rgb sole_color(const Piece& piece) {
  if (piece.design.garment == Garment::sneakers)
    return piece.design.detail == 1 ? mix(piece.color, {255, 255, 255}, 82) : Rgb{0xf6, 0xf2, 0xea};
  return mix(darker(piece.color, 60), {0x2a, 0x1d, 0x16}, 40);
}

// The side of a shoe whose toe is on the left, from 175 to 425 and standing on y = 500.

void draw_sneaker(Canvas& canvas, const Piece& piece) {
  const auto detail = piece.design.detail;
  const auto sole = sole_color(piece);
  canvas.panel("M358 372Q378 362 402 372Q412 420 410 462L352 456Z",
               {darker(piece.color, 30), Pattern::plain, 0});
  canvas.panel("M180 470Q182 442 214 434Q262 424 296 392Q312 374 330 366Q340 362 344 372Q352 398 "
               "380 398Q398 398 404 378Q414 372 414 384Q420 424 418 476Q300 486 184 480Z",
               piece.cloth(),
               "M272 408Q262 432 268 460M340 390Q336 430 344 470M214 436Q232 452 232 478");
  if (detail == 0) {
    canvas.panel("M180 470Q182 446 208 437Q232 444 236 480Q206 484 184 480Z", piece.plain());
    canvas.panel("M396 392Q412 392 415 404L418 474L392 476Q388 430 396 392Z",
                 {mix(piece.color, accent_of(piece.color), 35), Pattern::plain, 0});
    for (const double x : {318.0, 332.0, 346.0})
      canvas.stroke("M" + number(x) + " 420l-14 42", accent_of(piece.color), 6, 0.75);
  } else if (detail == 1) {
    canvas.shape("M262 478Q300 420 384 424Q404 428 416 446L418 476Z", accent_of(piece.color), 0.35);
    canvas.stroke("M236 470Q290 420 352 436Q390 444 400 466", accent_of(piece.color), 5, 0.85);
  } else {
    canvas.panel("M180 470Q182 450 204 442Q222 452 226 480Q200 482 184 480Z",
                 {{0xf3, 0xee, 0xe4}, Pattern::plain, 0});
    canvas.stitches("M300 402Q312 440 306 476M392 400Q386 440 392 476", piece.color);
    canvas.button({352, 432}, 3, steel);
  }
  // Tongue and laces.
  canvas.panel("M300 384Q310 352 334 344Q344 346 342 368Q326 372 312 386Z",
               {lighter(piece.color, 18), Pattern::plain, 0});
  for (int i = 0; i < 5; ++i) {
    const double x = 258 + i * 15.5, y = 424 - i * 11.5;
    canvas.stroke("M" + number(x) + ' ' + number(y) + "q10 2 16 16", {0xfa, 0xf8, 0xf3}, 4);
    canvas.stroke("M" + number(x) + ' ' + number(y + 2) + "q10 2 16 16",
                  darker({0xfa, 0xf8, 0xf3}, 35), 0.8, 0.7);
  }
  if (detail == 1)
    canvas.panel("M172 478Q176 466 190 468Q300 480 416 464Q432 462 430 482Q428 506 408 504Q380 494 "
                 "340 502Q260 508 196 502Q170 498 172 478Z",
                 {sole, Pattern::plain, 0}, "M200 492Q300 500 420 484");
  else
    canvas.panel("M176 474Q296 486 420 472Q424 488 420 502H184Q174 490 176 474Z",
                 {sole, Pattern::plain, 0}, "M180 490H420");
}

void draw_low_shoe(Canvas& canvas, const Piece& piece) {
  const auto detail = piece.design.detail;
  canvas.panel("M316 404Q350 388 402 396L408 440H320Z",
               {darker(piece.color, 45), Pattern::plain, 0});
  canvas.panel("M172 478Q172 452 206 440Q256 430 292 404Q304 396 318 402Q352 424 406 392Q416 392 "
               "416 404Q420 440 418 480Q300 492 174 486Z",
               piece.cloth(),
               "M282 414Q272 444 284 478M346 418Q344 450 350 480M214 442Q236 456 240 482");
  canvas.glow({216, 452}, 30, 9, {255, 255, 255}, 0.45);
  canvas.glow({392, 430}, 12, 26, {255, 255, 255}, 0.3);
  if (detail == 2) {
    canvas.panel("M270 420Q296 400 322 404Q340 424 352 440Q320 452 282 440Z", piece.plain());
    for (int i = 0; i < 4; ++i)
      canvas.stroke("M" + number(284 + i * 14.0) + ' ' + number(426 - i * 6.0) + "q12 2 16 12",
                    darker(piece.color, 60), 3);
    canvas.stitches("M216 440Q236 456 238 484", piece.color);
  } else {
    // The apron's hand-sewn ridge, and the strap or tassels across it.
    canvas.stroke("M196 450Q226 460 272 444Q296 432 304 410", darker(piece.color, 50), 2.4, 0.8);
    canvas.stroke("M196 448Q226 458 271 442Q295 430 303 408", lighter(piece.color, 40), 0.9, 0.7);
    canvas.panel("M262 438Q286 424 300 402L324 410Q312 440 286 458Z", piece.plain());
    if (detail == 0) {
      canvas.shape("M288 428l18-12l4 5l-18 13z", darker(piece.color, 65), 0.9);
    } else {
      for (const double x : {276.0, 290.0}) {
        canvas.panel("M" + number(x) + " 438q-10 14-8 30l10 2q4-16 2-30z", piece.plain());
        canvas.stroke("M" + number(x - 5) + " 450q-2 8-2 18M" + number(x) + " 450v18",
                      darker(piece.color, 50), 1, 0.8);
      }
    }
  }
  const Cloth sole{sole_color(piece), Pattern::plain, 0};
  canvas.panel("M170 480Q296 494 420 478L420 490H352L350 496Q260 502 178 494Q168 490 170 480Z",
               sole);
  canvas.panel("M352 488H421L419 506H356Z", sole);
}

void draw_boot(Canvas& canvas, const Piece& piece) {
  const auto detail = piece.design.detail;
  const double top = detail == 1 ? 296 : detail == 0 ? 322 : 344;
  const auto y = [](double value) { return ' ' + number(value); };
  canvas.panel("M318" + y(top) + "Q362" + y(top - 10) + " 408" + y(top) + "L406" + y(top + 22)
                 + "H320Z",
               {darker(piece.color, 50), Pattern::plain, 0});
  canvas.panel("M174 476Q174 452 208 442Q262 430 296 402Q316 384 316 350L317" + y(top + 4) + "Q362"
                 + y(top + 14) + " 409" + y(top + 3)
                 + "Q412 360 408 396Q420 430 418 480Q300 490 176 484Z",
               piece.cloth(),
               "M304 400Q330 416 352 410M312 386Q336 398 372 392M286 412Q276 446 288 476M384 "
               "430Q380 456 386 478");
  canvas.glow({216, 454}, 30, 9, {255, 255, 255}, 0.42);
  canvas.glow({346, 372}, 12, 40, {255, 255, 255}, 0.25);
  if (detail == 0) {
    canvas.panel("M344" + y(top + 10) + "L380" + y(top + 9)
                   + "Q372 384 376 412Q362 420 350 412Q352 380 344" + y(top + 10) + "Z",
                 {darker(piece.color, 35), Pattern::rib, 0});
    canvas.panel("M394" + y(top - 14) + "h12v30h-12z",
                 {darker(piece.color, 20), Pattern::plain, 0});
  } else if (detail == 1) {
    canvas.seam("M330" + y(top + 8) + "Q334 380 300 424M396" + y(top + 8) + "Q392 400 398 476",
                piece.color);
    for (int i = 0; i < 7; ++i) {
      const double level = 318 + i * 15.0, x = 316 - (level > 372 ? (level - 372) * 0.9 : 0);
      canvas.stroke("M" + number(x) + y(level) + "q12-2 22 8", {0xd8, 0xc0, 0x8a}, 2.6);
      canvas.button({x + 22, level + 8}, 2, {0xb0, 0x98, 0x60});
    }
  } else {
    canvas.stroke("M372" + y(top + 12) + "Q366 400 372 470", {0xb8, 0xb6, 0xb2}, 1.8, 0.9);
    canvas.seam("M316 376Q350 400 414 388", piece.color);
  }
  const Cloth sole{sole_color(piece), Pattern::plain, 0};
  const bool lug = detail != 2;
  canvas.panel(lug
                 ? "M172 478Q296 490 420 476L421 504H404L398 498H352L346 504H190Q170 500 172 478Z"
                 : "M172 480Q296 492 420 478L416 508H372L362 492Q260 500 180 494Q170 490 172 480Z",
               sole);
}

void draw_side(Canvas& canvas, const Piece& piece) {
  switch (piece.design.garment) {
    case Garment::sneakers: return draw_sneaker(canvas, piece);
    case Garment::loafers: return draw_low_shoe(canvas, piece);
    default: return draw_boot(canvas, piece);
  }
}

/// From the front, on the figure's feet.
void draw_worn(Canvas& canvas, const Piece& piece) {
  const bool boots = piece.design.garment == Garment::boots;
  const bool sneakers = piece.design.garment == Garment::sneakers;
  const Cloth sole{sole_color(piece), Pattern::plain, 0};
  for (const int side : {-1, 1}) {
    const double top = boots ? 640 : 700;
    if (boots)
      canvas.panel(HalfOutline{{13, top}}
                     .line({31, top})
                     .curve({31, 680}, {32, 700}, {36, 722})
                     .line({11, 722})
                     .curve({12, 700}, {13, 680}, {13, top})
                     .closed(side),
                   piece.cloth());
    canvas.panel(HalfOutline{{13, 702}}
                   .curve({18, 706}, {26, 706}, {30, 702})
                   .curve({36, 716}, {41, 730}, {40, 741})
                   .curve({34, 748}, {18, 748}, {12, 742})
                   .curve({9, 730}, {10, 716}, {13, 702})
                   .closed(side),
                 piece.cloth());
    canvas.panel(HalfOutline{{11, 738}}
                   .curve({18, 744}, {34, 744}, {41, 737})
                   .line({41, 744})
                   .curve({34, 751}, {18, 751}, {11, 745})
                   .line({11, 738})
                   .closed(side),
                 sole);
    if (sneakers)
      for (int i = 0; i < 3; ++i)
        canvas.stroke(HalfOutline{{18.0 - i * 0.5, 711.0 + i * 6}}
                        .line({30.0 + i * 0.8, 711.0 + i * 6})
                        .open(side),
                      {0xfa, 0xf8, 0xf3}, 2);
    else if (!boots)
      canvas.stroke(HalfOutline{{12, 722}}.curve({18, 716}, {30, 716}, {37, 722}).open(side),
                    darker(piece.color, 55), 2.6, 0.8);
    canvas.glow({middle + side * 27.0, 733}, 7, 4, {255, 255, 255}, 0.4);
  }
}

} // namespace

void draw_shoes(Canvas& canvas, const Piece& piece) {
  if (piece.worn)
    return draw_worn(canvas, piece);
  // The far one is turned a little, and in the near one's shade.
  auto far = piece;
  far.color = darker(piece.color, 14);
  canvas.open("translate(34-30) rotate(-7 300 500)");
  draw_side(canvas, far);
  canvas.close();
  canvas.shadow({290, 500}, 140, 14, 0.5);
  canvas.open("translate(-18 6)");
  draw_side(canvas, piece);
  canvas.close();
}

} // namespace baro
