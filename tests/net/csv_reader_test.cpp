#include "net/csv_reader.hpp"

#include <gmock/gmock.h>
#include <rapidcheck.h>

namespace baro {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Rows = std::vector<std::vector<std::string>>;
using Fault = CsvRow::Fault;

constexpr std::size_t row_bytes_max = 1'000;

/// All rows of a file that arrives in pieces of so many bytes.
std::vector<CsvRow> read(std::string_view file, std::size_t piece_size = std::string_view::npos) {
  CsvReader reader{row_bytes_max};
  std::vector<CsvRow> rows;
  while (!file.empty()) {
    auto piece = file.substr(0, piece_size);
    file.remove_prefix(piece.size());
    while (auto row = reader.read(piece)) {
      rows.push_back(*row);
      if (row->fault == Fault::too_long)
        return rows;
    }
  }
  if (auto row = reader.finish())
    rows.push_back(*row);
  return rows;
}

Rows cells_of(const std::vector<CsvRow>& rows) {
  Rows cells;
  for (const auto& row : rows)
    cells.push_back(row.fields);
  return cells;
}

std::vector<std::int64_t> lines_of(const std::vector<CsvRow>& rows) {
  std::vector<std::int64_t> lines;
  for (const auto& row : rows)
    lines.push_back(row.line);
  return lines;
}

std::string quoted(const std::string& cell) {
  std::string result = "\"";
  for (const char c : cell)
    result += c == '"' ? std::string{"\"\""} : std::string{c};
  return result + '"';
}

/// As a writer does that quotes what it has to, and, where `always` says so, what it has not.
std::string written(const Rows& rows, std::string_view line_break, bool always) {
  std::string file;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool must = row[i].find_first_of("\",\r\n") != std::string::npos
                        || (row.size() == 1 && row[i].empty());
      file += (i > 0 ? "," : "") + (must || always ? quoted(row[i]) : row[i]);
    }
    file += line_break;
  }
  return file;
}

TEST(CsvReaderTest, WhatAWriterWritesIsReadBackHoweverItIsCut) {
  EXPECT_TRUE(rc::check([] {
    const auto character = rc::gen::element('a', ' ', ',', '"', '\r', '\n', '|', '\xEA');
    const auto cell = rc::gen::resize(5, rc::gen::container<std::string>(character));
    const auto row
      = rc::gen::resize(5, rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(cell)));
    const auto rows = *rc::gen::resize(20, rc::gen::container<Rows>(row)).as("rows");
    const auto line_break = *rc::gen::element<std::string>("\n", "\r\n", "\r").as("line break");
    const auto mark = *rc::gen::element<std::string>("", "\xEF\xBB\xBF").as("byte order mark");
    const auto file = mark + written(rows, line_break, *rc::gen::arbitrary<bool>());
    const auto piece_size = *rc::gen::inRange<std::size_t>(1, 20).as("piece size");
    RC_ASSERT(cells_of(read(file, piece_size)) == rows);
  }));
}

TEST(CsvReaderTest, TheLastRowNeedsNoLineBreak) {
  EXPECT_THAT(cells_of(read("a,b\nc,\"d\"")),
              ElementsAre(ElementsAre("a", "b"), ElementsAre("c", "d")));
  EXPECT_THAT(cells_of(read("a,")), ElementsAre(ElementsAre("a", "")));
  EXPECT_THAT(read(""), IsEmpty());
  EXPECT_THAT(read("\xEF\xBB\xBF"), IsEmpty());
}

TEST(CsvReaderTest, ARowHasTheLineOnWhichItBeginsInTheFile) {
  for (const std::string line_break : {"\n", "\r\n", "\r"})
    for (const std::size_t piece_size : {1, 2, 3, 100}) {
      std::string file;
      for (const std::string line : {"a", "\"b", "b", "b\"", "", "", "c", "d"})
        file += line + line_break;
      EXPECT_THAT(lines_of(read(file, piece_size)), ElementsAre(1, 2, 7, 8)) << piece_size;
    }
}

TEST(CsvReaderTest, ARowWithWrongQuotesIsMarkedAndTheNextLineIsRead) {
  for (const std::size_t piece_size : {1, 2, 5, 100}) {
    const auto rows = read("a\n12\" wide,x\nb\n\"c\"d\ne\n", piece_size);
    EXPECT_THAT(lines_of(rows), ElementsAre(1, 2, 3, 4, 5)) << piece_size;
    EXPECT_EQ(rows[1].fault, Fault::quotes);
    EXPECT_EQ(rows[2].fault, Fault::none);
    EXPECT_THAT(rows[2].fields, ElementsAre("b"));
    EXPECT_EQ(rows[3].fault, Fault::quotes);
    EXPECT_THAT(rows[4].fields, ElementsAre("e"));
  }
}

TEST(CsvReaderTest, AQuoteThatIsNeverClosedIsMarked) {
  const auto rows = read("a\n\"b\nc\n");
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[1].line, 2);
  EXPECT_EQ(rows[1].fault, Fault::quotes);
}

TEST(CsvReaderTest, ARowThatIsTooLongIsNotKept) {
  const auto rows = read("a\n\"" + std::string(2 * row_bytes_max, 'b'), 100);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[1].line, 2);
  EXPECT_EQ(rows[1].fault, Fault::too_long);
}

} // namespace
} // namespace baro
