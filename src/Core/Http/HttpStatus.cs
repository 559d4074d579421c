namespace Pure.WebSockets;

/// <summary>
/// The reason phrases for the status codes that are most often used to reject an opening handshake (RFC 9110 §15, RFC 6585). For any other
/// status code, the phrase is empty.
/// </summary>
internal static class HttpStatus
{
    public static string Reason(int status) => status switch
    {
        301 => "Moved Permanently",
        302 => "Found",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        426 => "Upgrade Required",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        505 => "HTTP Version Not Supported",
        _ => "",
    };
}
