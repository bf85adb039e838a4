#include "app/seed/figure.hpp"

namespace baro {

namespace {

/// One half of a head of hair, from the crown down to `length`, `width` from the middle.
std::string curtain(double width, double length, double wave) {
  return HalfOutline{{0, 40}}
    .curve({24, 39}, {37, 56}, {37, 88})
    .curve({37 + wave, 108}, {width - wave, length - 40}, {width + wave, length - 8})
    .curve({width - 6, length + 2}, {width * 0.6, length + 4}, {0, length})
    .both();
}

void draw_fringe(Canvas& canvas, const Figure& figure) {
  const Cloth hair{figure.hair_color, Pattern::plain, 0};
  switch (figure.hair) {
    case Hair::cropped:
      canvas.panel("M270 92C262 56 278 38 304 38C330 38 340 58 330 92C328 80 326 74 320 68C304 74 "
                   "288 72 278 70C273 76 272 84 270 92Z",
                   hair, "M284 46Q300 56 318 60M278 56Q290 66 306 68");
      break;
    case Hair::bob:
      canvas.panel(
        "M264 132C256 70 268 38 300 38C332 38 344 70 336 132C330 138 324 136 324 128C330 104 328 "
        "86 322 76Q300 84 278 76C272 86 270 104 276 128C276 136 270 138 264 132Z",
        hair,
        "M300 42Q284 54 280 74M300 42Q316 54 320 74M268 80Q264 104 268 128M332 80Q336 104 332 128");
      break;
    default:
      canvas.panel("M267 108C258 64 272 39 300 39C328 39 342 64 333 108C330 92 324 74 306 58C294 "
                   "72 280 76 274 88C271 96 270 102 267 108Z",
                   hair, "M306 44Q288 54 278 76M308 48Q322 60 328 84");
  }
}

void draw_face(Canvas& canvas, const Figure& figure) {
  const auto ink = mix(figure.skin, {0x30, 0x1c, 0x18}, 82);
  const auto lips = mix(figure.skin, {0xb0, 0x40, 0x48}, 55);
  for (const int side : {-1, 1}) {
    canvas.glow({middle + side * 15.0, 106}, 9, 6, {0xe8, 0x78, 0x70}, 0.35);
    canvas.stroke(HalfOutline{{6, 83}}.curve({10, 80}, {15, 80}, {19, 83}).open(side),
                  figure.hair_color, 1.8, 0.85);
    canvas.stroke(HalfOutline{{7, 93}}.curve({10, 89.5}, {15, 89.5}, {18.5, 93}).open(side), ink,
                  1.7);
    canvas.shape(HalfOutline{{10, 91}}.curve({10, 96.5}, {15.5, 96.5}, {15.5, 91}).closed(side),
                 ink);
  }
  canvas.stroke("M301 96Q297 106 302 108", darker(figure.skin, 25), 1.2, 0.8);
  canvas.shape("M291 117Q296 114 300 116Q304 114 309 117Q300 125 291 117Z", lips);
  canvas.stroke("M291 117Q300 119 309 117", darker(lips, 40), 0.7);
}

} // namespace

void draw_hair_behind(Canvas& canvas, const Figure& figure) {
  const Cloth hair{darker(figure.hair_color, 12), Pattern::plain, 0};
  switch (figure.hair) {
    case Hair::straight:
      canvas.panel(curtain(40, 236, 0), hair,
                   "M272 110Q268 170 270 230M328 110Q332 170 330 230M286 140V232M314 140V232");
      break;
    case Hair::wavy:
      canvas.panel(curtain(45, 206, 7), hair,
                   "M268 110Q256 150 268 200M332 110Q344 150 332 200M284 140Q276 170 286 204M316 "
                   "140Q324 170 314 204");
      break;
    case Hair::bun:
      canvas.panel("M300 14C318 14 324 26 320 36C316 46 284 46 280 36C276 26 282 14 300 14Z", hair,
                   "M286 24Q300 18 314 26M284 34Q300 28 316 36");
      break;
    default: break;
  }
}

void draw_body(Canvas& canvas, const Figure& figure) {
  const Cloth skin{figure.skin, Pattern::plain, 0};
  for (const int side : {-1, 1})
    canvas.panel(HalfOutline{{0, 310}}
                   .line({42, 330})
                   .curve({48, 372}, {46, 440}, {36, 540})
                   .curve({40, 590}, {31, 650}, {29, 702})
                   .curve({33, 716}, {37, 730}, {35, 738})
                   .curve({30, 743}, {18, 743}, {14, 738})
                   .curve({13, 726}, {15, 714}, {16, 702})
                   .curve({12, 650}, {9, 590}, {12, 540})
                   .curve({8, 500}, {3, 440}, {1, 404})
                   .closed(side),
                 skin);
  canvas.panel(HalfOutline{{0, 118}}
                 .line({14, 118})
                 .curve({13, 140}, {14, 152}, {24, 158})
                 .curve({36, 163}, {46, 165}, {54, 174})
                 .curve({50, 200}, {46, 216}, {44, 232})
                 .curve({42, 260}, {36, 274}, {37, 292})
                 .curve({39, 320}, {46, 340}, {46, 376})
                 .curve({30, 396}, {10, 408}, {0, 410})
                 .both(),
               skin, "M288 178Q276 172 262 174M312 178Q324 172 338 174");
  const double s = figure.shoulder;
  for (const int side : {-1, 1})
    canvas.panel(HalfOutline{{44, 168}}
                   .curve({s - 4, 170}, {s + 15, 215}, {s + 19, 262})
                   .curve({s + 26, 310}, {s + 30, 350}, {s + 31, 404})
                   .line({s + 20, 404})
                   .curve({s + 13, 340}, {s + 6, 300}, {s + 3, 262})
                   .curve({s - 4, 230}, {46, 222}, {44, 214})
                   .closed(side),
                 skin);
}

void draw_hands(Canvas& canvas, const Figure& figure) {
  const double s = figure.shoulder;
  for (const int side : {-1, 1})
    canvas.panel(HalfOutline{{s + 20, 398}}
                   .line({s + 31, 398})
                   .curve({s + 36, 412}, {s + 36, 430}, {s + 30, 446})
                   .curve({s + 26, 452}, {s + 21, 448}, {s + 22, 436})
                   .curve({s + 18, 440}, {s + 14, 434}, {s + 16, 424})
                   .curve({s + 18, 414}, {s + 19, 406}, {s + 20, 398})
                   .closed(side),
                 {figure.skin, Pattern::plain, 0},
                 HalfOutline{{s + 27, 422}}.line({s + 26, 444}).open(side));
}

void draw_head(Canvas& canvas, const Figure& figure) {
  const Cloth skin{figure.skin, Pattern::plain, 0};
  canvas.shadow({300, 138}, 16, 9, 0.35);
  for (const int side : {-1, 1})
    canvas.panel(HalfOutline{{27, 90}}.curve({34, 86}, {34, 104}, {26, 106}).closed(side), skin);
  canvas.panel(HalfOutline{{0, 48}}
                 .curve({20, 48}, {29, 66}, {28, 92})
                 .curve({27, 112}, {14, 132}, {0, 133})
                 .both(),
               skin);
  draw_face(canvas, figure);
  draw_fringe(canvas, figure);
}

} // namespace baro
