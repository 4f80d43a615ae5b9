//! A photograph, from whatever a camera or a photographer's program wrote, made small.

use image::{
    DynamicImage, GenericImageView as _, ImageDecoder as _, ImageFormat, ImageReader, Limits,
    codecs::jpeg::JpegEncoder, imageops::FilterType,
};
use std::io::Cursor;
use thiserror::Error;

/// Why a file cannot be taken as a photograph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PictureError {
    /// What telephones of one maker write unless they are asked otherwise.
    #[error(
        "Cette photo est au format HEIC, que Préau ne lit pas : envoyez-en une copie d'écran, ou réglez \
         l'appareil sur JPEG (« Le plus compatible »)."
    )]
    Heic,
    /// Another format, whatever its name says.
    #[error("Ce n'est pas une image JPEG, PNG ou WebP.")]
    NotAPicture,
    /// Cut or damaged.
    #[error("L'image est abîmée : elle ne peut pas être lue jusqu'au bout.")]
    Damaged,
    /// Fewer than 60 points on a side.
    #[error("L'image est trop petite : il faut au moins 60 points de côté.")]
    TooSmall,
    /// More bytes or more points than a camera gives.
    #[error("L'image est trop grande : au plus 20 Mo, et 10 000 points de côté.")]
    TooLarge,
}

/// A JPEG of at most 300 × 400 points (1,600 × 2,200 for a paper), upright, without anything that the camera wrote beside the
/// picture (place, date, device).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture(Vec<u8>);

/// Points on the smaller side of what is still a face.
const SMALLEST: u32 = 60;
/// Points on a side, before it is made small.
const LARGEST: u32 = 10_000;
/// What the decoder may hold: 50 million points.
const LARGEST_IN_MEMORY: u64 = 200 << 20;
/// What is kept: twice what is shown, for fine screens.
const KEPT: (u32, u32) = (300, 400);
/// What is kept of a paper: its small print is read.
const KEPT_OF_PAPER: (u32, u32) = (1_600, 2_200);
/// Of the JPEG, of 100: some 20 kB for a face.
const QUALITY: u8 = 82;

impl Picture {
    /// Bytes of a file, at most.
    pub const LARGEST_FILE: u64 = 20 << 20;

    /// Reads a JPEG, a PNG or a WebP, known by its first bytes. Takes some tens of milliseconds of
    /// a processor, more for what a telephone takes.
    pub fn read(bytes: &[u8]) -> Result<Self, PictureError> {
        Self::read_within(bytes, KEPT)
    }

    /// The same, of a paper that somebody photographed: large enough to be read.
    pub fn read_paper(bytes: &[u8]) -> Result<Self, PictureError> {
        Self::read_within(bytes, KEPT_OF_PAPER)
    }

    fn read_within(bytes: &[u8], kept: (u32, u32)) -> Result<Self, PictureError> {
        if bytes.len() as u64 > Self::LARGEST_FILE {
            return Err(PictureError::TooLarge);
        }
        let mut reader = ImageReader::new(Cursor::new(bytes))
            .with_guessed_format()
            .map_err(|_| PictureError::NotAPicture)?;
        match reader.format() {
            Some(ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) => {}
            _ if is_heic(bytes) => return Err(PictureError::Heic),
            _ => return Err(PictureError::NotAPicture),
        }
        let mut limits = Limits::default();
        limits.max_image_width = Some(LARGEST);
        limits.max_image_height = Some(LARGEST);
        limits.max_alloc = Some(LARGEST_IN_MEMORY);
        reader.limits(limits);
        let mut decoder = reader.into_decoder().map_err(why)?;
        // How the telephone was held; a picture that does not say is upright.
        let orientation = decoder.orientation().ok();
        let mut image = DynamicImage::from_decoder(decoder).map_err(why)?;
        if let Some(orientation) = orientation {
            image.apply_orientation(orientation);
        }
        let (width, height) = image.dimensions();
        if width.min(height) < SMALLEST {
            return Err(PictureError::TooSmall);
        }
        if width > kept.0 || height > kept.1 {
            image = image.resize(kept.0, kept.1, FilterType::CatmullRom);
        }
        let mut jpeg = Vec::new();
        JpegEncoder::new_with_quality(&mut jpeg, QUALITY)
            .encode_image(&on_white(&image))
            .map_err(|_| PictureError::Damaged)?;
        Ok(Self(jpeg))
    }

    /// The JPEG.
    pub fn jpeg(&self) -> &[u8] {
        &self.0
    }
}

/// Whether a file says that it is of the family of HEIF.
fn is_heic(bytes: &[u8]) -> bool {
    const BRANDS: [&[u8]; 7] = [
        b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1",
    ];
    let of = |part: std::ops::Range<usize>| bytes.get(part).unwrap_or_default();
    of(4..8) == b"ftyp" && BRANDS.contains(&of(8..12))
}

/// What is transparent becomes white: a JPEG would make it black.
fn on_white(image: &DynamicImage) -> DynamicImage {
    if !image.color().has_alpha() {
        return image.to_rgb8().into();
    }
    let (width, height) = image.dimensions();
    let mut white = image::RgbaImage::from_pixel(width, height, image::Rgba([255; 4]));
    image::imageops::overlay(&mut white, &image.to_rgba8(), 0, 0);
    DynamicImage::from(white).to_rgb8().into()
}

fn why(error: image::ImageError) -> PictureError {
    match error {
        image::ImageError::Limits(_) => PictureError::TooLarge,
        _ => PictureError::Damaged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageEncoder as _, Rgb, RgbImage, Rgba, RgbaImage};

    /// Left half red, right half blue.
    fn halves(width: u32, height: u32) -> DynamicImage {
        let image = RgbImage::from_fn(width, height, |x, _| {
            Rgb(if x < width / 2 {
                [220, 20, 20]
            } else {
                [20, 20, 220]
            })
        });
        image.into()
    }

    fn written(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        image.write_to(&mut bytes, format).expect("a picture");
        bytes.into_inner()
    }

    /// A JPEG whose camera wrote this orientation, and a word.
    fn with_exif(image: &DynamicImage, orientation: u8) -> Vec<u8> {
        let mut exif = b"II*\0\x08\0\0\0\x02\0".to_vec();
        exif.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
        exif.extend([0x0f, 0x01, 2, 0, 8, 0, 0, 0, 38, 0, 0, 0, 0, 0, 0, 0]);
        exif.extend(b"SECRETE\0");
        let mut bytes = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
        encoder.set_exif_metadata(exif).expect("taken");
        encoder.encode_image(image).expect("a picture");
        bytes
    }

    fn seen(picture: &Picture) -> RgbImage {
        let read = image::load_from_memory_with_format(picture.jpeg(), ImageFormat::Jpeg);
        read.expect("a JPEG").to_rgb8()
    }

    fn is_red(image: &RgbImage, x: u32, y: u32) -> bool {
        let Rgb([red, _, blue]) = *image.get_pixel(x, y);
        red > 150 && blue < 100
    }

    /// Invariant: what is kept is small, a JPEG, and keeps its proportions; what is small already
    /// is not made larger.
    #[test]
    fn a_picture_is_made_small() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            let kept = Picture::read(&written(&halves(1200, 900), format)).expect("read");
            let image = seen(&kept);
            assert_eq!(image.dimensions(), (300, 225), "{format:?}");
            assert!(
                is_red(&image, 20, 100) && !is_red(&image, 280, 100),
                "{format:?}"
            );
            assert!(kept.jpeg().len() < 40_000);
        }
        let small = Picture::read(&written(&halves(90, 120), ImageFormat::Png)).expect("read");
        assert_eq!(seen(&small).dimensions(), (90, 120));
    }

    /// Invariant: the picture is upright whatever the telephone's side, and nothing that the
    /// camera wrote is kept.
    #[test]
    fn it_is_upright_and_says_nothing_else() {
        let shot = with_exif(&halves(200, 100), 6);
        assert!(
            shot.windows(7).any(|some| some == b"SECRETE"),
            "the test's own picture"
        );
        let kept = Picture::read(&shot).expect("read");
        let image = seen(&kept);
        assert_eq!(image.dimensions(), (100, 200));
        assert!(
            is_red(&image, 50, 20) && !is_red(&image, 50, 180),
            "turned to the right"
        );
        assert!(!kept.jpeg().windows(7).any(|some| some == b"SECRETE"));
        assert!(!kept.jpeg().windows(4).any(|some| some == b"Exif"));
    }

    /// Invariant: a paper stays large enough to be read, and says nothing else either; what a telephone wrote
    /// in a format that is not read says so.
    #[test]
    fn a_paper_is_read() {
        let shot = with_exif(&halves(3_000, 2_000), 6);
        let kept = Picture::read_paper(&shot).expect("read");
        assert_eq!(seen(&kept).dimensions(), (1_467, 2_200));
        assert!(!kept.jpeg().windows(7).any(|some| some == b"SECRETE"));
        let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic";
        assert_eq!(Picture::read_paper(heic), Err(PictureError::Heic));
        assert_eq!(
            Picture::read(b"\0\0\0\x18ftypisom"),
            Err(PictureError::NotAPicture)
        );
    }

    /// Invariant: what is transparent is white.
    #[test]
    fn what_is_transparent_is_white() {
        let clear = RgbaImage::from_pixel(100, 100, Rgba([0, 0, 0, 0]));
        let kept = Picture::read(&written(&clear.into(), ImageFormat::Png)).expect("read");
        assert!(
            seen(&kept)
                .pixels()
                .all(|Rgb(point)| point.iter().all(|c| *c > 245))
        );
    }

    /// Invariant: what is no picture, cut anywhere, too small or too large is refused, and says
    /// which.
    #[test]
    fn what_cannot_be_taken_says_why() {
        assert_eq!(Picture::read(b""), Err(PictureError::NotAPicture));
        assert_eq!(Picture::read(b"<svg/>"), Err(PictureError::NotAPicture));
        assert_eq!(
            Picture::read(b"GIF89a\x01\0\x01\0"),
            Err(PictureError::NotAPicture)
        );
        let png = written(&halves(200, 200), ImageFormat::Png);
        for cut in [20, png.len() / 2, png.len() - 20] {
            assert_eq!(
                Picture::read(&png[..cut]),
                Err(PictureError::Damaged),
                "{cut}"
            );
        }
        let thin = written(&halves(400, 59), ImageFormat::Png);
        assert_eq!(Picture::read(&thin), Err(PictureError::TooSmall));
        let wide = written(&halves(10_001, 60), ImageFormat::Png);
        assert_eq!(Picture::read(&wide), Err(PictureError::TooLarge));
        // A header that promises a hundred million points, and has none of them.
        let mut bomb = written(&halves(100, 100), ImageFormat::Png);
        bomb[16..20].copy_from_slice(&9_999u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&9_999u32.to_be_bytes());
        let refused = Picture::read(&bomb).expect_err("refused");
        assert!(matches!(
            refused,
            PictureError::TooLarge | PictureError::Damaged
        ));
        let heavy = vec![0xff; Picture::LARGEST_FILE as usize + 1];
        assert_eq!(Picture::read(&heavy), Err(PictureError::TooLarge));
    }
}
