find_package(rapidcheck REQUIRED)
sluss_test(NAME schedule_calendar_test LABELS unit release USES sluss_schedule rapidcheck
  SOURCES schedule_calendar_test.cpp schedule_calendar_errors_test.cpp schedule_holidays_test.cpp schedule_slots_test.cpp)
sluss_test(NAME schedule_clock_change_test LABELS unit release COST 80 TIMEOUT 900 USES sluss_schedule
  SOURCES schedule_clock_change_test.cpp)
sluss_test(NAME schedule_scheduler_test LABELS unit USES sluss_schedule
  SOURCES schedule_scheduler_test.cpp schedule_event_test.cpp schedule_lateness_test.cpp schedule_test.cpp)
sluss_test(NAME schedule_systemd_test LABELS unit USES sluss_schedule SOURCES schedule_systemd_test.cpp)
# Simulated years: optimised, as a sanitizer makes one take minutes (the scheduler's cases run under it).
if(NOT SLUSS_SANITIZE)
  sluss_test(NAME schedule_year_test LABELS simulation COST 20 USES sluss_schedule SOURCES schedule_year_test.cpp)
  target_compile_definitions(schedule_year_test PRIVATE SLUSS_TEST_DATA="${CMAKE_CURRENT_SOURCE_DIR}" SLUSS_SEEDS=3U)
endif()
