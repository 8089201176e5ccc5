#pragma once
// Which route answers a path. Patterns have whole segments in braces: "/api/v1/runs/{run}".

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/serve/door/door.h"
#include "daemon/serve/door/request_target.h"

namespace sluss::daemon::door {

/// The parameters when the path fits the pattern. A parameter is never empty; a last segment "{name...}" takes the rest
/// of the path.
[[nodiscard]] std::optional<Pairs> match(std::string_view pattern, std::string_view path);

struct RouteMatch {
  const Route* route = nullptr;  ///< nothing: no such path, or (with allow) not by this method
  Pairs parameters;
  std::string allow;  ///< "GET, HEAD, POST"
};

/// HEAD is answered by the route of GET. A pattern without parameters wins over one that has some.
class RouteTable {
 public:
  explicit RouteTable(std::vector<Route> routes);
  [[nodiscard]] RouteMatch find(std::string_view method, std::string_view path) const;
  [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }

 private:
  std::vector<Route> routes_;
};

}  // namespace sluss::daemon::door
