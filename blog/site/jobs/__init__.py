"""What happens later: rows in a table, done by one thread of each process."""

from blog.site.jobs.handlers import Failure, GiveUp, handler
from blog.site.jobs.models import Job, Payload, add
from blog.site.jobs.running import describe, renew, run_due, schedule

__all__ = [
    "Failure",
    "GiveUp",
    "Job",
    "Payload",
    "add",
    "describe",
    "handler",
    "renew",
    "run_due",
    "schedule",
]
