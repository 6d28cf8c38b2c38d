using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace DigitalHub.FakeCore.Admin;

/// <summary>Counts requests, and keeps them to be looked at.</summary>
public sealed class RequestLog
{
    private readonly List<RecordedRequest> _requests = [];
    private readonly Dictionary<string, int> _methods = new(StringComparer.OrdinalIgnoreCase);
    private readonly bool _keep;
    private int _number;
    private long _bytes;

    internal RequestLog(bool keep) => _keep = keep;

    /// <summary>How many came.</summary>
    public int Count
    {
        get
        {
            lock (_requests)
            {
                return _methods.Values.Sum();
            }
        }
    }

    /// <summary>How many bytes the bodies had that were read from the server: the answers to GETs.</summary>
    public long BytesRead
    {
        get
        {
            lock (_requests)
            {
                return _bytes;
            }
        }
    }

    /// <summary>How many are being answered.</summary>
    public int Concurrency { get; private set; }

    /// <summary>How many were answered at the same time at most.</summary>
    public int PeakConcurrency { get; private set; }

    /// <summary>All that were kept, in the order of their coming.</summary>
    public IReadOnlyList<RecordedRequest> All
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>How many came with a method.</summary>
    public int CountOf(string method)
    {
        lock (_requests)
        {
            return _methods.GetValueOrDefault(method);
        }
    }

    /// <summary>Those that were kept with a method whose path and query contain a regular expression.</summary>
    public IReadOnlyList<RecordedRequest> Matching(string? method = null, string pattern = "") =>
        [.. All.Where(request =>
            (method is null || request.Method.Equals(method, StringComparison.OrdinalIgnoreCase)) && Regex.IsMatch(request.Target, pattern))];

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (_requests)
        {
            _requests.Clear();
            _methods.Clear();
            _bytes = 0;
            PeakConcurrency = Concurrency;
        }
    }

    internal RecordedRequest? Begin(string method, string target, IHeaderDictionary headers, DateTimeOffset now)
    {
        lock (_requests)
        {
            _methods[method] = _methods.GetValueOrDefault(method) + 1;
            Concurrency++;
            PeakConcurrency = Math.Max(PeakConcurrency, Concurrency);
            _number++;
            if (!_keep)
            {
                return null;
            }
            var request = new RecordedRequest(
                _number, method, target, headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), now);
            _requests.Add(request);
            return request;
        }
    }

    internal void Answered(string method, long bytes)
    {
        if (!HttpMethods.IsGet(method))
        {
            return;
        }
        lock (_requests)
        {
            _bytes += bytes;
        }
    }

    internal void End(RecordedRequest? request, int? status, DateTimeOffset now)
    {
        lock (_requests)
        {
            Concurrency--;
            if (request is not null)
            {
                request.Status = status;
                request.Ended = now;
            }
        }
    }
}
