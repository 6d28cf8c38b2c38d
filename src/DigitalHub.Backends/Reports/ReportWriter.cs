using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace DigitalHub.Backends.Reports;

/// <inheritdoc/>
internal sealed class ReportWriter : IReportWriter
{
    private static readonly string Style = Resource("report.css");
    private static readonly string Script = Resource("report.js");

    // A page that may load nothing and run nothing but what it came with, wherever it is opened.
    private static readonly string Policy =
        $"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script)))}'; base-uri 'none'; form-action 'none'";

    public void Write(TextWriter target, RunReport report, CancellationToken cancellationToken)
    {
        var page = new ReportPage(new Html(target, cancellationToken), report);
        var html = page.Html;
        html.Line($"<!DOCTYPE html>");
        html.Line($"<html lang=\"en\">");
        html.Line($"<head>");
        html.Line($"<meta charset=\"utf-8\">");
        html.Line($"<meta http-equiv=\"Content-Security-Policy\" content=\"{new Markup(Policy)}\">");
        html.Line($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        html.Line($"<meta name=\"generator\" content=\"DigitalHub for PowerShell\">");
        html.Line($"<title>{page.Title}</title>");
        html.Line($"<style>");
        html.Add($"{new Markup(Style)}");
        html.Line($"</style>");
        html.Line($"</head>");
        html.Line($"<body>");
        page.Write();
        html.Line($"<p id=\"said\" class=\"hidden\" role=\"status\"></p>");
        html.Line($"<script>{new Markup(Script)}</script>");
        html.Line($"</body>");
        html.Line($"</html>");
    }

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
