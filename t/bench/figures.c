/*
 * figures.c: see figures.h.
 */
#include "figures.h"

/* A figure that has no target stands below the one that it explains. */
const struct figure figures[] = {
        {"L, 1 client", UNIT_RATE, STAT_MEAN, "l1-fspd.call", "l1-single.call",
         "single-instance server", RATIO_AT_LEAST, 0.95},
        {"L, 1 client", UNIT_RATE, STAT_MEAN, "l1-fspd.call", "l1-other.call",
         "the launcher of --pipe", NO_TARGET, 0},
        {"L, 8 clients", UNIT_RATE, STAT_MEAN, "l8-fspd.call", "l1-fspd.call",
         "1 client", RATIO_AT_LEAST, 1.3},
        {"L, 8 clients", UNIT_RATE, STAT_MEAN, "l8-fspd.call", "l8-single.call",
         "single-instance server", NO_TARGET, 0},
        {"L, 8 clients", UNIT_RATE, STAT_MEAN, "l8-fspd.call", "l8-bare.call",
         "bare server, 16 instances", NO_TARGET, 0},
        {"L, 8 clients of that server", UNIT_RATE, STAT_MEAN, "l8-bare.call",
         "l1-bare.call", "1 client", NO_TARGET, 0},
        {"L, 8 clients, failed calls", UNIT_COUNT, STAT_SUM, "l8-fspd.failed",
         "l8-single.failed", "single-instance server", SELF_AT_MOST, 0},
        {"L p99, 8 starts wait", UNIT_TIME, STAT_P99, "starts.latency",
         "starts-idle.latency", "idle", RATIO_AT_MOST, 3},
        {"L p99, classes change", UNIT_TIME, STAT_P99, "changes.latency",
         "changes-idle.latency", "idle", RATIO_AT_MOST, 5},
        {"write to live p50, few", UNIT_TIME, STAT_MEDIAN, "few-fspd.latency",
         "few-bare.latency", "bare loop", RATIO_AT_MOST, 1.5},
        {"write to live p99, few", UNIT_TIME, STAT_P99, "few-fspd.latency",
         "few-bare.latency", "bare loop", RATIO_AT_MOST, 3},
        {"write to live p50, many", UNIT_TIME, STAT_MEDIAN, "many-fspd.latency",
         "many-bare.latency", "bare loop", RATIO_AT_MOST, 1.5},
        {"write to live p99, many", UNIT_TIME, STAT_P99, "many-fspd.latency",
         "many-bare.latency", "bare loop", RATIO_AT_MOST, 3},
        {"start, OK, stop", UNIT_TIME, STAT_MEDIAN, "start-fspd.latency",
         "start-bare.latency", "bare CreateProcess", RATIO_AT_MOST, 1.2},
        {"check, many files", UNIT_TIME, STAT_MEDIAN, "check-files.time",
         "inih-files.time", "bare inih", RATIO_AT_MOST, 4},
        {"check, one long file", UNIT_TIME, STAT_MEDIAN, "check-lines.time",
         "inih-lines.time", "bare inih", RATIO_AT_MOST, 4},
        {"first apply, many", UNIT_TIME, STAT_MEDIAN, "apply-first.time",
         "reg-import.time", "reg import", RATIO_AT_MOST, 1.5},
        {"second apply, many", UNIT_TIME, STAT_MEDIAN, "apply-second.time",
         "apply-first.time", "first apply", RATIO_AT_MOST, 1.0 / 3},
        {"apply --verify, many", UNIT_TIME, STAT_MEDIAN, "apply-verify.time",
         "bare-values.time", "bare RegEnumValue", RATIO_AT_MOST, 1.3},
        {"memory of a definition", UNIT_BYTES, STAT_MEDIAN,
         "memory-definition.bytes", NULL, NULL, SELF_AT_MOST, 4096},
        {"memory of a declared instance", UNIT_BYTES, STAT_MEDIAN,
         "memory-declared.bytes", NULL, NULL, SELF_AT_MOST, 16384},
        {"memory of a running instance", UNIT_BYTES, STAT_MEDIAN,
         "memory-running.bytes", NULL, NULL, SELF_AT_MOST, 16384},
};

const size_t figure_count = sizeof(figures) / sizeof(figures[0]);
