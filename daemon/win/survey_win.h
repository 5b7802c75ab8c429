/*
 * survey_win.h: survey.h's port: surveys made on a worker.
 */
#ifndef FSPD_SURVEY_WIN_H
#define FSPD_SURVEY_WIN_H

struct survey;
struct surveyor;
struct worker_pool;

/* Where finished surveys go, on the loop's thread; survey is taken over. */
struct survey_sink {
	void (*done)(void *context, struct survey *survey);
	void *context;
};

/* root is that of keystore_open, copied; pool is borrowed. */
struct surveyor *surveyor_new(const char *root, struct worker_pool *pool,
                              const struct survey_sink *sink)
        __attribute__((nonnull, warn_unused_result));
/* After the pool was freed: no survey is under way. */
void surveyor_free(struct surveyor *surveyor);

#endif
