#include "daemon/serve/api/house.h"

#include <utility>

#include "daemon/deliver/record.h"
#include "daemon/serve/door/without_paths.h"

namespace sluss::daemon::api {
namespace {

class WorkplaceHouse final : public House {
 public:
  WorkplaceHouse(const core::Clock& the_clock, core::Files& the_files,
                 std::function<std::shared_ptr<run::Workplace>()> current)
      : House(the_clock, the_files), current_(std::move(current)) {}

  [[nodiscard]] std::shared_ptr<const settings::Settings> settings() const override {
    const auto workplace = current_();
    return {workplace, &workplace->settings()};
  }
  [[nodiscard]] core::Result<std::unique_ptr<warehouse::Reader>> reader(bool with_models,
                                                                        std::stop_token stop) const override {
    return current_()->reader(with_models, std::move(stop));
  }
  [[nodiscard]] std::string revision() const override { return current_()->warehouse().revision().token; }
  [[nodiscard]] core::Result<Failures> failures() const override {
    return Failures::open(current_()->context(), door::without_paths);
  }
  [[nodiscard]] core::Result<std::string> deliveries(std::int64_t limit) const override {
    const auto found = SLUSS_TRY(deliver::latest_deliveries(files, current_()->context().journal_file, limit));
    return deliver::to_json(found);
  }
  [[nodiscard]] std::filesystem::path downloads() const override { return current_()->settings().state / "downloads"; }

 private:
  std::function<std::shared_ptr<run::Workplace>()> current_;
};

}  // namespace

std::shared_ptr<const House> house_of(const core::Clock& clock, core::Files& files,
                                      std::function<std::shared_ptr<run::Workplace>()> current) {
  return std::make_shared<const WorkplaceHouse>(clock, files, std::move(current));
}

}  // namespace sluss::daemon::api
