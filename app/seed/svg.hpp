#pragma once

#include "app/seed/design.hpp"

#include <string>
#include <vector>

namespace baro {

/// `percent` of `b`, the rest of `a`.
Rgb mix(Rgb a, Rgb b, int percent);
Rgb lighter(Rgb color, int percent);
Rgb darker(Rgb color, int percent);
/// 0 black .. 255 white, as the eye sees it.
int brightness(Rgb color);
/// "#a1b2c3"
std::string hex(Rgb color);

/// A coordinate, with at most one decimal.
std::string number(double value);

struct Point {
  double x;
  double y;
};

/// The middle of every garment and figure.
inline constexpr double middle = 300;

/// A line of curves. Points are absolute.
class Path {
public:
  explicit Path(Point start);

  Path& line(Point to);
  Path& curve(Point control1, Point control2, Point to);
  Path& close();

  const std::string& text() const { return text_; }

private:
  std::string text_;
};

/// One side of a shape that is symmetrical about the middle. A point's x is its distance from
/// there. Goes from the top to the bottom.
class HalfOutline {
public:
  explicit HalfOutline(Point start) : start_(start) {}

  HalfOutline& line(Point to);
  HalfOutline& curve(Point control1, Point control2, Point to);

  /// The whole shape: down the right side and up the left one.
  std::string both() const;
  /// One side, as a closed shape of its own: 1 is the right one, -1 the left.
  std::string closed(int side) const;
  /// One side, as a line.
  std::string open(int side) const;

private:
  struct Step {
    bool curved;
    Point control1;
    Point control2;
    Point to;
  };

  Point start_;
  std::vector<Step> steps_;
};

} // namespace baro
