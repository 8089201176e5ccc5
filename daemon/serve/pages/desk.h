#pragma once
// The desk that every handler of a page works at: the frame, a reader, the choices of a request, and answers. The
// handlers themselves are in overview_routes.cpp, held_routes.cpp and dataset_routes.cpp.

#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "daemon/serve/pages/pages.h"
#include "daemon/serve/pages/parts.h"
#include "transforms/datasets/description.h"

namespace sluss::daemon::pages {

/// The value of a name, without control characters and at most 200 octets; empty when it is not there.
[[nodiscard]] std::string value_of(const std::vector<std::pair<std::string, std::string>>& list, std::string_view name);
/// A whole number from 1 on; nothing when it is none.
[[nodiscard]] std::optional<std::int64_t> whole_number(std::string_view text);
[[nodiscard]] door::Response redirect(const std::string& target);

/// What the handlers share; one for all pages.
class Desk {
 public:
  explicit Desk(PageContext context) : context_(std::move(context)) {}

  [[nodiscard]] const PageContext& context() const { return context_; }
  [[nodiscard]] const api::House& house() const { return *context_.house; }
  [[nodiscard]] core::Instant now() const { return house().clock.now(); }
  [[nodiscard]] static bool may_operate(const door::Request& request) {
    return request.identity.may(door::Role::operator_);
  }

  /// The caller is unidentified, and the configuration lets them in all the same.
  [[nodiscard]] static bool is_anonymous(const door::Request& request);
  /// "anna"; "Inte inloggad (får läsa)".
  [[nodiscard]] static std::string person(const door::Request& request);

  struct PageContent {
    std::string title;
    Section section = Section::none;
    Html content;
    std::string notice;
  };
  /// A page in its frame.
  [[nodiscard]] door::Response page(const door::Request& request, PageContent shown, int status = 200) const;
  [[nodiscard]] door::Response missing(const door::Request& request, const std::string& text) const;
  /// The error page of what could not be done or read; before the first run a page that says so.
  [[nodiscard]] door::Response trouble(const door::Request& request, const core::Error& error) const;
  /// The page, or why there is none.
  [[nodiscard]] door::Response page_or_trouble(const door::Request& request, core::Result<PageContent> shown) const;

  [[nodiscard]] core::Result<std::vector<transforms::datasets::DatasetDescription>> descriptions() const;
  [[nodiscard]] core::Result<std::map<std::string, int>> decimals() const;
  [[nodiscard]] std::string municipality() const;

 private:
  [[nodiscard]] std::int64_t waiting() const;

  PageContext context_;
  mutable std::mutex counting_;
  mutable std::string counted_;       ///< the generation whose held series were counted; under counting_
  mutable std::int64_t waiting_ = 0;  ///< under counting_
};

// Each part of the pages adds its routes.
using Routes = std::vector<door::Route>;
void add_overview_routes(Routes& routes, const std::shared_ptr<const Desk>& desk);
void add_held_routes(Routes& routes, const std::shared_ptr<const Desk>& desk);
void add_dataset_routes(Routes& routes, const std::shared_ptr<const Desk>& desk);

}  // namespace sluss::daemon::pages
