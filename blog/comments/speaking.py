"""How a comment comes to be: at once for people whom readers know, else after a moderator's look."""

from datetime import timedelta

from blog.accounts.models import User
from blog.comments import notices, queries, suspicion
from blog.comments.forms import CommentForm
from blog.comments.models import PENDING, VISIBLE, Comment
from blog.database import utcnow
from blog.lib import markdown, roles
from blog.posts.models import Post

AGAIN = timedelta(hours=1)  # within which the same words in the same place are the same press


def say(post: Post, author: User, form: CommentForm, parent: Comment | None) -> Comment:
    """Add what `form` holds to the discussion, once however often it is sent.

    The caller holds the site row (`take_turn`), and has judged the form and whether the discussion is open.
    """
    text = form.text
    twin = queries.same(post.id, author.id, parent.id if parent else None, text, utcnow() - AGAIN)
    if twin:
        return twin
    comment = Comment(
        post_id=post.id, author_id=author.id, parent=parent, body=text, html=markdown.remark(text)
    )
    comment.take_place()
    if _is_at_home(author, post) or (queries.is_known(author.id) and not form.website.data):
        comment.become(VISIBLE, None)
        notices.appeared(comment)
    else:
        comment.suspicion = ", ".join(suspicion.reasons(form))[:80]
        comment.become(PENDING, None)
    return comment


def rephrase(comment: Comment, text: str) -> None:
    """Give a comment other words. Links that come in later wait for a look, as they would have at first."""
    more = suspicion.count_links(text) > max(suspicion.MOST_LINKS, suspicion.count_links(comment.body))
    comment.reword(text, markdown.remark(text))
    known = _is_at_home(comment.author, comment.post) or queries.is_known(comment.author_id, but=comment.id)
    if more and not known:
        comment.suspicion = "links came in by an edit"
        comment.become(PENDING, None)


def restore(comment: Comment) -> None:
    """Bring back what its author took away; what readers never saw waits again."""
    comment.become(VISIBLE if comment.released_at else PENDING, comment.author_id)


def _is_at_home(author: User, post: Post) -> bool:
    """Whether nobody's look is needed: an editor, or an author of the post itself."""
    return roles.reaches(author.role, "editor") or author.id in (one.id for one in post.authors)
