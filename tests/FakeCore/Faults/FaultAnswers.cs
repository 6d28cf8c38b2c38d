using System.Globalization;
using System.Text;
using DigitalHub.FakeCore.Hosting;
using DigitalHub.FakeCore.Model;
using Microsoft.AspNetCore.WebUtilities;

namespace DigitalHub.FakeCore.Faults;

/// <summary>The answers of what stands between a client and core.</summary>
internal static class FaultAnswers
{
    private const string Login = "<!DOCTYPE html><html><head><title>Sign in</title></head><body><form action=\"/login\"></form></body></html>";

    public static Answer? Of(IReadOnlyList<Fault> faults, CoreRequest request)
    {
        foreach (var fault in faults)
        {
            switch (fault.Kind)
            {
                case FaultKind.Status:
                    return Status(fault, request);
                case FaultKind.Html200:
                    return Html(200, fault.Html ?? Login);
                case FaultKind.Redirect:
                    return new Answer { Status = 302, Headers = [("Location", fault.Location)] };
            }
        }
        return null;
    }

    private static Answer Status(Fault fault, CoreRequest request)
    {
        var answer = fault.Html is { } html ? Html(fault.StatusCode, html) : new Answer
        {
            Status = fault.StatusCode,
            ContentType = MediaTypes.Json,
            Body = Json.Write(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("timestamp", Timestamps.Boot(request.Now));
                writer.WriteNumber("status", fault.StatusCode);
                writer.WriteString("error", ReasonPhrases.GetReasonPhrase(fault.StatusCode));
                writer.WriteString("path", request.Path);
                writer.WriteEndObject();
            }),
        };
        var retry = fault.RetryAt?.ToString("R", CultureInfo.InvariantCulture)
            ?? fault.RetryAfter?.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        return retry is null ? answer : answer with { Headers = [("Retry-After", retry)] };
    }

    private static Answer Html(int status, string html) =>
        new() { Status = status, ContentType = "text/html;charset=UTF-8", Body = Encoding.UTF8.GetBytes(html) };
}
