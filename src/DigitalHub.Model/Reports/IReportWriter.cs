namespace DigitalHub;

/// <summary>Writes reports about runs as one HTML file each.</summary>
internal interface IReportWriter
{
    /// <summary>Writes a report.</summary>
    /// <param name="target">Where it is written.</param>
    /// <param name="report">What it tells. The same report gives the same text.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    void Write(TextWriter target, RunReport report, CancellationToken cancellationToken);
}
