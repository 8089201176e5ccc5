find_package(rapidcheck REQUIRED)
sluss_test(NAME schedule_calendar_test LABELS unit USES sluss_schedule rapidcheck
  SOURCES schedule_calendar_test.cpp schedule_calendar_errors_test.cpp schedule_holidays_test.cpp schedule_slots_test.cpp)
sluss_test(NAME schedule_clock_change_test LABELS unit COST 20 USES sluss_schedule
  SOURCES schedule_clock_change_test.cpp)
sluss_test(NAME schedule_systemd_test LABELS unit USES sluss_schedule SOURCES schedule_systemd_test.cpp)
