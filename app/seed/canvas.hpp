#pragma once

#include "app/seed/svg.hpp"

#include <map>
#include <string>
#include <string_view>

namespace baro {

/// What a panel is made of.
struct Cloth {
  Rgb color;
  Pattern pattern = Pattern::plain;
  int angle = 0; // of the pattern, in degrees
};

/// A colour that is seen on this one: of its stripes, its print, its stitches.
Rgb accent_of(Rgb color);

/// Of zips, rivets and buckles.
inline constexpr Rgb steel{0xb8, 0xb6, 0xb2};
inline constexpr Rgb brass{0xb8, 0x9a, 0x70};

/// A picture of 600 x 800 that is being drawn, back to front.
class Canvas {
public:
  static constexpr int width = 600;
  static constexpr int height = 800;

  Canvas();

  /// A piece of cloth: lit from the upper left, rounded at its edges. `folds` are lines along which
  /// it creases.
  void panel(const std::string& outline, const Cloth& cloth, std::string_view folds = {});

  /// A flat shape.
  void shape(std::string_view outline, Rgb fill, double opacity = 1);
  /// A line.
  void stroke(std::string_view line, Rgb color, double width, double opacity = 1);
  /// A seam in cloth of that colour, and one with the thread showing.
  void seam(std::string_view line, Rgb cloth);
  void stitches(std::string_view line, Rgb cloth);
  /// Round, with a rim and four holes.
  void button(Point at, double radius, Rgb color);
  /// A soft spot.
  void glow(Point at, double radius_x, double radius_y, Rgb color, double opacity);
  void shadow(Point at, double radius_x, double radius_y, double opacity) {
    glow(at, radius_x, radius_y, {0x1c, 0x18, 0x22}, opacity);
  }

  /// Everything until close() is placed by `transform`.
  void open(const std::string& transform);
  /// The same, and casts a shadow on what is behind.
  void open_lifted(const std::string& transform);
  void close();

  /// Adds to the picture, or to its definitions, as it is.
  void draw(std::string_view svg) { body_ += svg; }
  void define(std::string_view svg) { definitions_ += svg; }

  std::string finish() &&;

private:
  /// The name of the gradient, or the pattern, which is defined when it is first needed.
  const std::string& gradient_of(Rgb color);
  const std::string& pattern_of(const Cloth& cloth);
  std::string next_name(char kind) { return kind + std::to_string(++names_); }

  std::string definitions_;
  std::string body_;
  std::vector<const char*> endings_; // of the groups that are open
  std::map<std::string, std::string, std::less<>> names_of_;
  int names_ = 0;
};

} // namespace baro
