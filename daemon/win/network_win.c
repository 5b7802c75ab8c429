/*
 * network_win.c: see network_win.h. Windows calls on a thread of its own; one
 * message is under way at a time, and a burst of calls is one message.
 */
#include <winsock2.h>
#include <windows.h>
#include <ws2tcpip.h>
#include <iphlpapi.h>
#include <stdlib.h>

#include "loop.h"
#include "network_win.h"
#include "../log_ids.h"
#include "../../common/log.h"
#include "../../common/xalloc.h"

struct network_watch {
	struct loop_op op;
	struct loop *loop;
	HANDLE registration; /* NULL: none */
	volatile LONG posted;
	void (*changed)(void *context);
	void *context;
};

static VOID WINAPI on_change(PVOID context, MIB_UNICASTIPADDRESS_ROW *row,
                             MIB_NOTIFICATION_TYPE type)
{
	struct network_watch *watch = context;

	(void)row;
	(void)type;
	if (InterlockedExchange(&watch->posted, 1) == 0)
		loop_post(watch->loop, &watch->op);
}

static void on_message(struct loop_op *op, uint32_t bytes, uint32_t error)
{
	struct network_watch *watch =
	        CONTAINING_RECORD(op, struct network_watch, op);

	(void)bytes;
	(void)error;
	/* From here on a change is another one. */
	InterlockedExchange(&watch->posted, 0);
	watch->changed(watch->context);
}

struct network_watch *network_watch_new(struct loop *loop,
                                        void (*changed)(void *context),
                                        void *context)
{
	struct network_watch *watch = xcalloc(1, sizeof(*watch));
	DWORD number;

	watch->op.done = on_message;
	watch->loop = loop;
	watch->changed = changed;
	watch->context = context;
	number = NotifyUnicastIpAddressChange(AF_UNSPEC, on_change, watch,
	                                      FALSE, &watch->registration);
	if (number == NO_ERROR)
		return watch;
	watch->registration = NULL;
	log_event(LOG_INFO, LOG_ID_SYSTEM,
	          "changes of the network are not told (%lu): what waits for "
	          "it is asked about every second",
	          number);
	return watch;
}

void network_watch_free(struct network_watch *watch)
{
	if (watch == NULL)
		return;
	/* Waits for a call that is under way. */
	if (watch->registration != NULL)
		CancelMibChangeNotify2(watch->registration);
	free(watch);
}
