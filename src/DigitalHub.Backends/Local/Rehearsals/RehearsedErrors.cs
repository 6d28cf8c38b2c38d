using System.Text;
using DigitalHub.Backends.Core;

namespace DigitalHub.Backends.Local.Rehearsals;

/// <summary>The errors of a core that a rehearsal lets operations fail with: made as those of a core are, of what a server would answer.</summary>
internal sealed class RehearsedErrors
{
    private const string Endpoint = "http://core.rehearsal";

    private readonly ErrorMapping _mapping;
    private readonly ConnectionErrors _connection;
    private readonly AccessErrors _access;

    public RehearsedErrors(TimeProvider clock)
    {
        var options = new CoreOptions(new Uri(Endpoint));
        var address = CoreAddress.Of(options);
        _mapping = new ErrorMapping(address, new Redaction(options), clock);
        _connection = new ConnectionErrors(address, options, _mapping);
        _access = new AccessErrors(address, options, _mapping);
    }

    /// <summary>The error of an id (<see cref="RehearsalFault.Errors"/>).</summary>
    /// <param name="id">The id.</param>
    /// <param name="request">The request that a core would have been sent.</param>
    public DigitalHubException Of(string id, CoreRequest request) => id switch
    {
        "ServerError" => _mapping.Of(request, Answer(500)),
        "ConnectionFailed" => _connection.Of(request, new WireAnswer { Trouble = Trouble.Refused }),
        "RequestTimeout" => _connection.TimedOut(request, lost: false),
        "AuthenticationFailed" => _access.Failed(request, Answer(401), null),
        "AccessDenied" => _access.Denied(request, Answer(403), null),
        "RequestRefused" => _mapping.Of(request, Answer(400)),
        "UnexpectedResponse" => _connection.Of(request, new WireAnswer { Status = 200, ContentType = "text/html", Trouble = Trouble.Foreign }),
        _ => _mapping.Of(request, Answer(503)),
    };

    private static WireAnswer Answer(int status) => new()
    {
        Status = status,
        ContentType = "application/json",
        Body = Encoding.UTF8.GetBytes(FormattableString.Invariant($$"""{"status":{{status}},"message":"as the rehearsal says","errorCode":"REHEARSED"}""")),
    };
}
