//! What `ffmpeg` is told: the arguments for the ladder and for what is made from it.

use crate::domain::film::{Plan, Rendition, thumbs_every};

/// Seconds of a segment; a key frame begins each, in every rendition at the same place.
const SEGMENT: u32 = 4;
/// Pictures side by side in the sprite of the seek bar, and their size.
pub const COLUMNS: u32 = 5;
pub const THUMB: (u32, u32) = (160, 90);
/// Bits a second of the sound.
const SOUND: u32 = 64;

/// The ladder with its playlists: `master.m3u8`, and a folder for each rendition.
pub fn ladder(plan: &Plan) -> Vec<String> {
    let mut args = words("-filter_complex");
    args.push(filters(plan));
    for n in 0..plan.renditions.len() {
        args.extend(["-map".into(), format!("[v{n}]")]);
    }
    args.extend(words("-c:v libx264 -preset veryfast -profile:v main -crf 24 -sc_threshold 0"));
    args.extend(words("-colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv"));
    for (n, one) in plan.renditions.iter().enumerate() {
        args.extend([format!("-maxrate:v:{n}"), format!("{}k", one.kilobits)]);
        args.extend([format!("-bufsize:v:{n}"), format!("{}k", one.kilobits * 2)]);
    }
    let together = (plan.rate * SEGMENT).to_string();
    args.extend(["-g".into(), together.clone(), "-keyint_min".into(), together]);
    args.extend(["-force_key_frames".into(), format!("expr:gte(t,n_forced*{SEGMENT})")]);
    if plan.sound {
        // Sound that begins late begins with silence: pictures and sound become files of their own,
        // and whoever joins them again takes both from their beginnings.
        args.extend(words("-map 0:a:0 -af aresample=async=1:first_pts=0"));
        args.extend(words("-c:a aac -ac 2 -ar 48000 -b:a"));
        args.push(format!("{SOUND}k"));
    }
    args.extend(words("-map_metadata -1 -f hls -hls_playlist_type vod -hls_segment_type fmp4"));
    args.extend(words("-hls_flags independent_segments -master_pl_name master.m3u8 -hls_time"));
    args.extend([SEGMENT.to_string(), "-var_stream_map".into(), variants(plan)]);
    args.extend(words("-hls_segment_filename %v/%d.m4s %v/index.m3u8"));
    args
}

fn filters(plan: &Plan) -> String {
    let outs =
        |of: &str| -> String { (0..plan.renditions.len()).map(|n| format!("[{of}{n}]")).collect() };
    // Pictures that begin late begin with the first of them.
    let (rate, steps) = (plan.rate, plan.renditions.len());
    let split = format!("[0:v:0]fps={rate}:start_time=0,split={steps}{}", outs("s"));
    let read = if plan.newer_colours { ":in_color_matrix=bt709" } else { "" };
    let scaled =
        plan.renditions.iter().enumerate().map(|(n, one)| {
            format!(
                ";[s{n}]scale=-2:{}{read}:out_color_matrix=bt709:out_range=tv,setsar=1,format=yuv420p[v{n}]",
                one.height
            )
        });
    std::iter::once(split).chain(scaled).collect()
}

fn variants(plan: &Plan) -> String {
    let group = if plan.sound { ",agroup:sound" } else { "" };
    let pictures = plan.renditions.iter().enumerate();
    let mut named: Vec<String> =
        pictures.map(|(n, one)| format!("v:{n}{group},name:{}", one.name())).collect();
    if plan.sound {
        named.push("a:0,agroup:sound,name:audio,default:yes".into());
    }
    named.join(" ")
}

/// The line of the master playlist for whoever only wants to listen.
pub fn sound_only() -> String {
    let bits = SOUND * 1100;
    format!(
        "#EXT-X-STREAM-INF:BANDWIDTH={bits},CODECS=\"mp4a.40.2\",AUDIO=\"group_sound\"\naudio/index.m3u8\n"
    )
}

/// One MP4 from what the ladder holds already, its index in front.
pub fn progressive(one: Rendition, sound: bool) -> Vec<String> {
    let name = one.name();
    let mut args = vec!["-i".into(), format!("{name}/index.m3u8")];
    if sound {
        args.extend(words("-i audio/index.m3u8 -map 0:v:0 -map 1:a:0"));
    }
    args.extend(words("-c copy -movflags +faststart"));
    args.push(format!("{name}.mp4"));
    args
}

/// A picture from the film, for before it plays.
pub fn poster(largest: Rendition, seconds: f64) -> Vec<String> {
    let at = format!("{:.2}", (seconds * 0.1).min(5.0));
    let mut args = vec!["-ss".into(), at, "-i".into(), format!("{}.mp4", largest.name())];
    args.extend(words("-frames:v 1 -q:v 4 -vf"));
    args.push(fitted(1280, 720));
    args.push("poster.jpg".into());
    args
}

/// The sprite of the seek bar.
pub fn thumbs(smallest: Rendition, seconds: f64) -> Vec<String> {
    let every = thumbs_every(seconds);
    let pictures = (seconds / f64::from(every)).ceil().max(1.0) as u32;
    let rows = pictures.div_ceil(COLUMNS);
    let filter = format!(
        "fps=1/{every}:start_time=0:round=up,{},tile={COLUMNS}x{rows}",
        fitted(THUMB.0, THUMB.1)
    );
    let mut args = vec!["-i".into(), format!("{}.mp4", smallest.name()), "-vf".into(), filter];
    args.extend(words("-frames:v 1 -q:v 5 thumbs.jpg"));
    args
}

fn fitted(width: u32, height: u32) -> String {
    format!(
        "scale={width}:{height}:force_original_aspect_ratio=decrease,pad={width}:{height}:(ow-iw)/2:(oh-ih)/2,setsar=1"
    )
}

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}
