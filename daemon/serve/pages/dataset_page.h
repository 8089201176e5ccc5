#pragma once
// "/dataset": the prepared datasets. "/dataset/{name}": the rows of one, its files, and what each column means.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/ids.h"
#include "core/time.h"
#include "daemon/serve/pages/home_page.h"
#include "daemon/serve/pages/html.h"
#include "transforms/datasets/description.h"

namespace sluss::daemon::pages {

struct DatasetListView {
  core::Instant now;
  std::vector<DatasetView> datasets;
};
[[nodiscard]] Html dataset_list_page(const DatasetListView& view);

/// What a reader chose, as the address has it.
struct DatasetChoice {
  std::string indicator;  ///< part of a name or id
  std::string area;
  std::string year;
  std::string sort;  ///< a column; empty: the dataset's own order
  bool descending = false;
  bool all_columns = false;
  std::int64_t page = 1;
};
/// The choice as an address of the dataset's page.
[[nodiscard]] std::string address_of(const std::string& dataset, const DatasetChoice& choice);
/// The columns that the choice shows, in the description's order.
[[nodiscard]] std::vector<transforms::datasets::ColumnDescription> shown_columns(
    const transforms::datasets::DatasetDescription& dataset, const DatasetChoice& choice);
/// heltal and tal, but for what only names something (a year, a run).
[[nodiscard]] bool is_number(const transforms::datasets::ColumnDescription& column);

struct DatasetPageView {
  core::Instant now;
  transforms::datasets::DatasetDescription dataset;
  std::optional<core::RunId> run;         ///< the latest that the rows are made from
  std::optional<core::Instant> changed;   ///< when the content last changed
  std::optional<core::Instant> checked;   ///< when its sources were last queried with success, the oldest of them
  std::vector<SourceView> sources = {};   ///< that it reads
  bool by_indicator = false;              ///< has such a column
  std::vector<std::string> areas, years;  ///< to choose from; empty: no such column
  std::vector<std::string> quoted = {};   ///< the texts of its column "kalla": "Källa: Kolada"
  DatasetChoice choice;
  std::vector<std::vector<std::string>> rows;  ///< texts as shown, of shown_columns()
  std::int64_t found = 0;                      ///< rows that the choice lets through
  std::int64_t rows_a_page = 50;
  std::vector<WaitingView> waiting = {};  ///< series that would change it
};
[[nodiscard]] Html dataset_page(const DatasetPageView& view);

}  // namespace sluss::daemon::pages
