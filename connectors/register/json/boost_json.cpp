// Boost.JSON's own sources, once.
#include <boost/json/src.hpp>
