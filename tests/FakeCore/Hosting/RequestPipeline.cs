using System.Text;
using DigitalHub.FakeCore.Admin;
using DigitalHub.FakeCore.Faults;
using DigitalHub.FakeCore.Model;
using DigitalHub.FakeCore.Notifications;
using DigitalHub.FakeCore.Routes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DigitalHub.FakeCore.Hosting;

/// <summary>The way of a request: it is written down, meets its faults, is answered, and meets faults again on the way out.</summary>
internal sealed class RequestPipeline(CoreServices core, CancellationToken stopping)
{
    private readonly Router _router = new(core);
    private readonly ControlRoutes _control = new(core);
    private readonly AnswerWriter _writer = new(core.Rules, core.Options.Gzip);

    public async Task HandleAsync(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        using var aborted = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            if (target.StartsWith(ControlRoutes.Root, StringComparison.Ordinal))
            {
                var request = Read(context, target, await ReadBodyAsync(context, aborted.Token), TimeSpan.Zero);
                await _writer.WriteAsync(context, _control.Answer(request), [], null, aborted.Token);
                return;
            }
            await HandleAsync(context, target, aborted.Token);
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (BadHttpRequestException)
        {
            context.Abort();
        }
    }

    private async Task HandleAsync(HttpContext context, string target, CancellationToken stop)
    {
        var method = context.Request.Method;
        var record = core.Requests.Begin(method, target, context.Request.Headers, core.Clock.Now);
        core.Options.OnRequest?.Invoke(method, target);
        int? status = null;
        var ended = false;
        void End()
        {
            if (!ended)
            {
                ended = true;
                core.Requests.End(record, status, core.Clock.Now);
            }
        }
        try
        {
            var faults = core.Faults.Take(method, target);
            if (faults.Any(fault => fault is { Kind: FaultKind.ConnectionReset, Act: false }))
            {
                End();
                context.Abort();
                return;
            }
            var skew = faults.FirstOrDefault(fault => fault.Kind == FaultKind.ClockSkew)?.Skew ?? TimeSpan.Zero;
            var request = Read(context, target, await ReadBodyAsync(context, stop), skew);
            if (record is not null)
            {
                record.Body = Encoding.UTF8.GetString(request.Body);
            }
            if (core.Options.AnswerTime > TimeSpan.Zero)
            {
                await Task.Delay(core.Options.AnswerTime, core.Options.Clock, stop);
            }
            if (core.Rules.Level > 13 && request.Path == NotificationHub.Path && context.WebSockets.IsWebSocketRequest && FaultAnswers.Of(faults, request) is null)
            {
                status = 101;
                End();
                await core.Notifications.ServeAsync(context, stop);
                return;
            }
            var answer = await AnswerAsync(request, faults, stop);
            if (faults.Any(fault => fault.Kind == FaultKind.ConnectionReset))
            {
                End();
                context.Abort();
                return;
            }
            // Before the last byte: a client that has read its answer must not find its own request still going on.
            status = answer.Status;
            core.Requests.Answered(method, answer.Body.Length);
            if (!faults.Any(fault => fault.Kind == FaultKind.StallBody))
            {
                End();
            }
            DateTimeOffset? date = core.Clock.Skew + skew == TimeSpan.Zero ? null : request.Now;
            await _writer.WriteAsync(context, answer, faults, date, stop);
        }
        finally
        {
            End();
        }
    }

    private async Task<Answer> AnswerAsync(CoreRequest request, IReadOnlyList<Fault> faults, CancellationToken stop)
    {
        var stall = faults.FirstOrDefault(fault => fault.Kind == FaultKind.StallHeaders);
        if (stall is { Act: false })
        {
            await Task.Delay(stall.Duration, stop);
        }
        Prepare(request, faults);
        var failure = FaultAnswers.Of(faults, request);
        var acts = failure is null || faults.Any(fault => fault.Act);
        core.Cluster.Pump();
        var answer = acts ? _router.Answer(request) : null;
        if (stall is { Act: true })
        {
            await Task.Delay(stall.Duration, stop);
        }
        return failure ?? answer!;
    }

    // Faults of the data rather than of the connection.
    private void Prepare(CoreRequest request, IReadOnlyList<Fault> faults)
    {
        foreach (var fault in faults)
        {
            if (fault.Kind is not (FaultKind.BigRun or FaultKind.Vanish) || EntityOf(request.Segments) is not var (type, id))
            {
                continue;
            }
            if (fault.Kind == FaultKind.Vanish)
            {
                core.Store.Remove(type, id);
            }
            else if (type == EntityType.Run)
            {
                core.Store.Grow(id, fault.Megabytes * 1024 * 1024);
            }
        }
    }

    private static (EntityType Type, string Id)? EntityOf(string[] segments)
    {
        var (collection, id) = segments switch
        {
            ["api", "v1", "-", _, var name, var last, ..] => (name, last),
            ["api", "v1", var name, var last, ..] => (name, last),
            _ => ("", ""),
        };
        foreach (var type in Enum.GetValues<EntityType>())
        {
            if (type.Word() + "s" == collection)
            {
                return (type, id);
            }
        }
        return null;
    }

    private CoreRequest Read(HttpContext context, string target, byte[] body, TimeSpan skew)
    {
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? target : target[..question];
        return new CoreRequest
        {
            Method = context.Request.Method,
            Path = path,
            Segments = [.. path.Split('/')[1..].Select(Uri.UnescapeDataString)],
            Query = new Query(question < 0 ? [] : target.AsSpan(question + 1)),
            Headers = context.Request.Headers,
            Body = body,
            Now = core.Clock.Now + skew,
            RemoteAddress = context.Connection.RemoteIpAddress?.ToString() ?? "127.0.0.1",
        };
    }

    private static async Task<byte[]> ReadBodyAsync(HttpContext context, CancellationToken stop)
    {
        if (context.Request.ContentLength is 0 || (context.Request.ContentLength is null && !context.Request.Headers.ContainsKey("Transfer-Encoding")))
        {
            return [];
        }
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, stop);
        return buffer.ToArray();
    }
}
